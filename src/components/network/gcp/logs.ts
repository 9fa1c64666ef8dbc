/**
 * Where the network's logs lie. Google Cloud writes them to the project's `_Default` bucket, which is global: outside
 * the residency. So a bucket in the region takes them, and `_Default` leaves them out.
 */
import { ProjectBucketConfig, ProjectExclusion, ProjectSink } from "@pulumi/gcp/logging";
import * as pulumi from "@pulumi/pulumi";
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

/** Days that Cloud Logging keeps an entry at most. */
const longestRetention = 3650;

/** @throws RunError where the law wants logs kept longer than Cloud Logging can, rather than keep them shorter. */
export function logBucketRetention(days: number): number {
  if (days <= longestRetention) return days;
  throw new pulumi.RunError(
    `logs have to be kept ${days} days, and Cloud Logging keeps them ${longestRetention} at most: lower logRetention in Pulumi.yaml or choose another cloud`,
  );
}

/** What writes logs has to wait for what is returned, so that no entry goes to `_Default` first. */
export function keepLogsInRegion(
  scope: Scope,
  filter: string,
  key: pulumi.Output<string>,
  dependsOn: pulumi.Resource,
): pulumi.Resource[] {
  const { naming, plan, project, region, child } = scope;
  const bucket = new ProjectBucketConfig(
    naming.name("network-logs"),
    {
      project,
      location: region,
      bucketId: naming.name("network-logs"),
      retentionDays: logBucketRetention(plan.flowLogRetentionDays),
      description: "Flow, firewall and NAT logs of the region",
      // Can be given only while the bucket is made; another key of the same place is an update.
      cmekSettings: { kmsKeyName: key },
    },
    child({ dependsOn }),
  );
  const sink = new ProjectSink(
    naming.name("network-logs"),
    {
      name: naming.name("network-logs"),
      project,
      destination: bucket.id.apply((id) => `logging.googleapis.com/${id}`),
      filter,
      uniqueWriterIdentity: true,
    },
    child(),
  );
  const exclusion = new ProjectExclusion(
    naming.name("network-logs"),
    {
      name: naming.name("network-logs"),
      project,
      filter,
      description: "Kept in the region's own bucket: _Default is global",
    },
    child({ dependsOn: sink }),
  );
  return [sink, exclusion];
}
