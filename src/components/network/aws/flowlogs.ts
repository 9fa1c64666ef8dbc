/** Flow logs of the whole VPC, kept as long as the law wants. */
import { LogGroup } from "@pulumi/aws/cloudwatch";
import { FlowLog } from "@pulumi/aws/ec2";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { roundUpRetention } from "../../../plan/retention";
import { flowLogDelivery, flowLogTrust } from "./policies";
import type { VpcSite } from "./site";

/** Days that CloudWatch Logs can keep a group (PutRetentionPolicy). */
export const retentionChoices = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const roleNameLimit = 64;

export function createFlowLogs(site: VpcSite, key: pulumi.Input<string>): void {
  const { region, naming } = site;
  const group = new LogGroup(
    site.child("flow-logs"),
    {
      name: `/aws/vpc-flow-logs/${naming.name("vpc")}`,
      retentionInDays: roundUpRetention(site.network.flowLogRetentionDays, retentionChoices),
      kmsKeyId: key,
      tags: site.tags("flow-logs"),
    },
    site.options(),
  );
  const role = new Role(
    site.child("flow-logs"),
    {
      // Roles are of the account, not of a region: with the location in its name a region can move without a clash.
      name: naming.name(`${region.location}-flow-logs`, roleNameLimit),
      assumeRolePolicy: JSON.stringify(flowLogTrust(region)),
      tags: site.tags("flow-logs"),
    },
    site.options(),
  );
  const delivery = new RolePolicy(
    site.child("flow-logs"),
    {
      name: "deliver-flow-logs",
      role: role.name,
      policy: group.arn.apply((arn) => JSON.stringify(flowLogDelivery(arn))),
    },
    site.options(),
  );
  new FlowLog(
    site.child("flow-logs"),
    {
      vpcId: site.vpc.id,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 60,
      tags: site.tags("flow-logs"),
    },
    // AWS refuses a second flow log of one VPC to one destination.
    site.options({ dependsOn: [delivery], deleteBeforeReplace: true }),
  );
}
