/**
 * Where a cluster's logs go. ACK makes the stores itself: those of the control plane with the term it is told, the audit
 * log's with 30 days and the service's own key. So the audit log is copied into a store that keeps it as long as the law wants, under
 * the region's key.
 */
import { Project, Store, StoreIndex } from "@pulumi/alicloud/log";
import { Policy, Role, RolePolicyAttachment } from "@pulumi/alicloud/ram";
import { Etl } from "@pulumi/alicloud/sls/etl";
import * as pulumi from "@pulumi/pulumi";
import { wantsSm4 } from "../../keys/alicloud/spec";
import { type ClusterSite, deleteFirst } from "./site";

/** Days. 3650 keeps for ever (log.Store, retentionPeriod). */
const longestRetention = 3650;
/** Characters of a project's name, and of a role's. */
const nameLimits = { project: 63, role: 64 } as const;
const archive = "audit";

export interface ClusterLogs {
  readonly project: Project;
  readonly archive: Store;
  /** ARN of the role by which Log Service copies and encrypts. */
  readonly copier: pulumi.Output<string>;
}

const trust = JSON.stringify({
  Version: "1",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: ["log.aliyuncs.com"] } }],
});

function rights({ region }: ClusterSite, project: string, key: string): string {
  const stores = `acs:log:${region.location}:${region.account}:project/${project}/logstore/*`;
  const allow = (actions: readonly string[], resource: string) => ({
    Effect: "Allow",
    Action: actions,
    Resource: [resource],
  });
  return JSON.stringify({
    Version: "1",
    Statement: [
      allow(
        [
          ...["log:ListShards", "log:GetCursorOrData", "log:GetConsumerGroupCheckPoint"],
          ...["log:UpdateConsumerGroup", "log:ConsumerGroupHeartBeat", "log:ConsumerGroupUpdateCheckPoint"],
          ...["log:ListConsumerGroup", "log:CreateConsumerGroup", "log:PostLogStoreLogs", "log:BatchPostLogStoreLogs"],
        ],
        stores,
      ),
      allow(
        ["kms:DescribeKey", "kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"],
        `acs:kms:${region.location}:${region.account}:key/${key}`,
      ),
    ],
  });
}

function createCopier(site: ClusterSite, project: Project): pulumi.Output<string> {
  const { naming, given, child } = site;
  const name = naming.name("cluster-logs", nameLimits.role);
  const role = new Role(
    name,
    {
      roleName: name,
      description: "Log Service copies the cluster's audit log as this.",
      assumeRolePolicyDocument: trust,
      force: true,
      tags: naming.tags,
    },
    child(deleteFirst),
  );
  const policy = new Policy(
    name,
    {
      policyName: name,
      policyDocument: pulumi
        .all([project.projectName, given.keys.keys.logs])
        .apply(([projectName, key]) => rights(site, projectName, key)),
      // Of a policy's versions RAM keeps five.
      rotateStrategy: "DeleteOldestNonDefaultVersionWhenLimitExceeded",
      force: true,
      tags: naming.tags,
    },
    child(deleteFirst),
  );
  const attachment = new RolePolicyAttachment(
    name,
    { roleName: role.roleName, policyName: policy.policyName, policyType: policy.type },
    child(deleteFirst),
  );
  return pulumi.all([role.arn, attachment.id]).apply(([arn]) => arn);
}

export function createLogs(site: ClusterSite): ClusterLogs {
  const { naming, region, plan, given, child } = site;
  const project = new Project(
    naming.name("cluster"),
    {
      // Names are taken all over the cloud; with the location in its name the new project can stand beside the old one.
      projectName: naming.globalName(`cluster-${region.location}`, nameLimits.project),
      description: "Control plane and audit logs.",
      tags: naming.tags,
    },
    child(),
  );
  const copier = createCopier(site, project);
  const store = new Store(
    naming.name("cluster-audit"),
    {
      projectName: project.projectName,
      logstoreName: archive,
      retentionPeriod: Math.min(plan.logRetentionDays, longestRetention),
      shardCount: 2,
      autoSplit: true,
      maxSplitShardCount: 64,
      enableWebTracking: false,
      encryptConf: {
        enable: true,
        // `m4` is how Log Service writes SM4.
        encryptType: wantsSm4(region, region.location) ? "m4" : "default",
        userCmkInfo: { cmkKeyId: given.keys.keys.logs, arn: copier, regionId: region.location },
      },
    },
    // Of its encryption Log Service changes nothing but whether it is on.
    child({ ...deleteFirst, replaceOnChanges: ["encryptConf"] }),
  );
  new StoreIndex(
    naming.name("cluster-audit"),
    {
      project: project.projectName,
      logstore: store.logstoreName,
      fullText: { caseSensitive: false, includeChinese: false, token: ", '\";=()[]{}?@&<>/:\n\t\r" },
    },
    child(deleteFirst),
  );
  return { project, archive: store, copier };
}

/** From the first entry on, without an end: `*` takes everything. */
export function keepAuditLog(
  { naming, region, child }: ClusterSite,
  logs: ClusterLogs,
  clusterId: pulumi.Output<string>,
): Etl {
  return new Etl(
    naming.name("cluster-audit"),
    {
      project: logs.project.projectName,
      jobName: "keep-audit-log",
      displayName: "Keep the audit log",
      configuration: {
        lang: "SPL",
        script: "*",
        fromTime: 0,
        toTime: 0,
        logstore: pulumi.interpolate`audit-${clusterId}`,
        roleArn: logs.copier,
        sinks: [
          {
            name: archive,
            project: logs.project.projectName,
            logstore: logs.archive.logstoreName,
            endpoint: `${region.location}-intranet.log.aliyuncs.com`,
            roleArn: logs.copier,
            datasets: ["__UNNAMED__"],
          },
        ],
      },
    },
    child(deleteFirst),
  );
}
