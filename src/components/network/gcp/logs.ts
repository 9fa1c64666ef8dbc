/** Where the network's logs lie: in the region. */
import type * as pulumi from "@pulumi/pulumi";
import { storeLogs } from "../../gcp/logs";
import type { Scope } from "./scope";

/** Logs of these subnets (flows, firewall) and of this NAT, in the Logging query language. Audit logs are not touched. */
export function networkLogFilter(subnets: readonly string[], nat: string): string {
  const names = subnets.map((name) => `"${name}"`).join(" OR ");
  return [
    `(resource.type="gce_subnetwork" AND resource.labels.subnetwork_name=(${names}) AND`,
    `(log_id("compute.googleapis.com/vpc_flows") OR log_id("compute.googleapis.com/firewall")))`,
    `OR (resource.type="nat_gateway" AND resource.labels.gateway_name="${nat}" AND`,
    `log_id("compute.googleapis.com/nat_flows"))`,
  ].join(" ");
}

/** What writes logs has to wait for what is returned, so that no entry goes to `_Default` first. */
export function keepLogsInRegion(
  scope: Scope,
  filter: string,
  key: pulumi.Output<string>,
  dependsOn: pulumi.Resource,
): pulumi.Resource[] {
  return storeLogs(scope, {
    capability: "network",
    description: "Flow, firewall and NAT logs of the region",
    region: scope.region,
    filter,
    retentionDays: scope.plan.flowLogRetentionDays,
    key,
    dependsOn,
  });
}
