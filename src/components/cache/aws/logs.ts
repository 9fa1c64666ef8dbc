/** What a cache logs, and where: CloudWatch, under the ring's key, kept as long as the law wants. */
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import type * as pulumi from "@pulumi/pulumi";
import { roundUpRetention } from "../../../plan/retention";
import type { Site } from "../../aws/site";
import { retentionChoices } from "../../network/aws/flowlogs";

/** Slow commands, and what the engine says of itself. */
const logTypes = ["slow-log", "engine-log"] as const;

export function createLogs(site: Site, key: pulumi.Input<string>) {
  return logTypes.map((logType) => {
    const group = new LogGroup(
      site.child(`cache-${logType}`),
      {
        // AWS's delivery may write to groups of this prefix without a policy that grows with each.
        name: `/aws/vendedlogs/elasticache/${site.naming.name(logType)}`,
        retentionInDays: roundUpRetention(site.network.flowLogRetentionDays, retentionChoices),
        kmsKeyId: key,
        tags: site.tags(`cache-${logType}`),
      },
      site.options(),
    );
    return { logType, destination: group.name, destinationType: "cloudwatch-logs", logFormat: "json" };
  });
}
