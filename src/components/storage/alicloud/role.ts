/** What OSS acts as when it copies objects and delivers access logs. */
import { Policy, Role, RolePolicyAttachment } from "@pulumi/alicloud/ram";
import * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../../plan/naming";

export interface RoleScope {
  readonly naming: Naming;
  readonly account: string;
  child(opts?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
}

export interface Grants {
  /** Names of the buckets it copies from, copies to, and writes logs into. */
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly logs: readonly string[];
  /** Ids of the keys on both sides. */
  readonly keys: readonly string[];
}

/** Characters of a role's name. */
const roleNameLimit = 64;

const trust = {
  Version: "1",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: ["oss.aliyuncs.com"] } }],
};

export function grants(account: string, { sources, destinations, logs, keys }: Grants): string {
  const buckets = (names: readonly string[]) =>
    names.flatMap((name) => [`acs:oss:*:${account}:${name}`, `acs:oss:*:${account}:${name}/*`]);
  const allow = (actions: readonly string[], resources: readonly string[]) =>
    resources.length === 0 ? [] : [{ Effect: "Allow", Action: actions, Resource: resources }];
  return JSON.stringify({
    Version: "1",
    Statement: [
      ...allow(["oss:ReplicateList", "oss:ReplicateGet"], buckets(sources)),
      ...allow(
        ["oss:ReplicateList", "oss:ReplicateGet", "oss:ReplicatePut", "oss:ReplicateDelete"],
        buckets(destinations),
      ),
      ...allow(["oss:PutObject", "oss:AbortMultipartUpload"], buckets(logs)),
      ...allow(
        ["kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt"],
        keys.map((key) => `acs:kms:*:${account}:key/${key}`),
      ),
    ],
  });
}

/** The role's name resolves once it may do what it is for. */
export function createRole(
  { naming, account, child }: RoleScope,
  granted: pulumi.Input<Grants>,
): pulumi.Output<string> {
  const name = naming.name("oss", roleNameLimit);
  const role = new Role(
    name,
    {
      roleName: name,
      description: "OSS copies objects and delivers access logs as this.",
      assumeRolePolicyDocument: JSON.stringify(trust),
      force: true,
      tags: naming.tags,
    },
    child({ deleteBeforeReplace: true }),
  );
  const policy = new Policy(
    name,
    {
      policyName: name,
      policyDocument: pulumi.output(granted).apply((found) => grants(account, found)),
      // Of a policy's versions RAM keeps five.
      rotateStrategy: "DeleteOldestNonDefaultVersionWhenLimitExceeded",
      force: true,
      tags: naming.tags,
    },
    child({ deleteBeforeReplace: true }),
  );
  const attachment = new RolePolicyAttachment(
    name,
    { roleName: role.roleName, policyName: policy.policyName, policyType: policy.type },
    child({ deleteBeforeReplace: true }),
  );
  return pulumi.all([role.roleName, attachment.id]).apply(([roleName]) => roleName);
}
