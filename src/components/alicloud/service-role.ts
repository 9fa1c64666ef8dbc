/** A RAM role that a service of the cloud acts as, with one policy of its own. */
import { Policy, Role, RolePolicyAttachment } from "@pulumi/alicloud/ram";
import * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../plan/naming";

export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export interface ServiceRoleArgs {
  /** Part of the role's and the policy's name. */
  readonly purpose: string;
  /** `oss.aliyuncs.com`. */
  readonly service: string;
  readonly description: string;
  /** Those without a resource are left out. */
  readonly allow: pulumi.Input<readonly Statement[]>;
}

/** Each resolves once the role may do what it is for. */
export interface ServiceRole {
  readonly name: pulumi.Output<string>;
  /** `acs:ram::<account>:role/<name>`. */
  readonly arn: pulumi.Output<string>;
}

/** Characters of a role's name. */
const nameLimit = 64;
const deleteFirst = { deleteBeforeReplace: true } as const;

export const policyDocument = (statements: readonly Statement[]): string =>
  JSON.stringify({
    Version: "1",
    Statement: statements
      .filter(({ resources }) => resources.length > 0)
      .map(({ actions, resources }) => ({ Effect: "Allow", Action: actions, Resource: resources })),
  });

export function createServiceRole(
  {
    naming,
    child,
  }: { readonly naming: Naming; child(opts?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions },
  { purpose, service, description, allow }: ServiceRoleArgs,
): ServiceRole {
  const name = naming.name(purpose, nameLimit);
  const role = new Role(
    name,
    {
      roleName: name,
      description,
      assumeRolePolicyDocument: JSON.stringify({
        Version: "1",
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: [service] } }],
      }),
      force: true,
      tags: naming.tags,
    },
    child(deleteFirst),
  );
  const policy = new Policy(
    name,
    {
      policyName: name,
      policyDocument: pulumi.output(allow).apply((statements) => policyDocument(statements)),
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
  const once = (value: pulumi.Output<string>) => pulumi.all([value, attachment.id]).apply(([known]) => known);
  return { name: once(role.roleName), arn: once(role.arn) };
}
