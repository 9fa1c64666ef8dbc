/** IAM roles and what they may do. */
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import * as pulumi from "@pulumi/pulumi";
import { awsRoleName } from "../../plan/transfer";
import { partitionOf } from "../network/aws/partition";
import { type PolicyDocument, policy } from "./policy";
import type { Site } from "./site";

export interface Grants {
  /** Policies that AWS keeps, by their path and name: `service-role/AmazonEBSCSIDriverPolicy`. */
  readonly managed?: readonly string[];
  readonly inline?: pulumi.Input<PolicyDocument>;
}

export interface GrantedRole {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /** What has to be there before the role can do its work. */
  readonly grants: readonly pulumi.Resource[];
}

/** Lets a service take a role, for this account and for the one resource. */
export function serviceTrust({ region }: Site, service: string, sourceArn: string): PolicyDocument {
  return policy({
    Sid: "Service",
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": region.account },
      ArnLike: { "aws:SourceArn": sourceArn },
    },
  });
}

export function createRole(site: Site, purpose: string, trust: PolicyDocument, grants: Grants): GrantedRole {
  const { region, naming } = site;
  const role = new Role(
    site.child(purpose),
    {
      name: awsRoleName(naming, region, purpose),
      assumeRolePolicy: JSON.stringify(trust),
      tags: site.tags(purpose),
    },
    site.options(),
  );
  const attached = (grants.managed ?? []).map(
    (path) =>
      new RolePolicyAttachment(
        site.child(`${purpose}-${path.slice(path.lastIndexOf("/") + 1)}`),
        { role: role.name, policyArn: `arn:${partitionOf(region.location)}:iam::aws:policy/${path}` },
        site.options(),
      ),
  );
  const inline =
    grants.inline === undefined
      ? []
      : [
          new RolePolicy(
            site.child(purpose),
            { name: purpose, role: role.name, policy: pulumi.jsonStringify(grants.inline) },
            site.options(),
          ),
        ];
  return { arn: role.arn, name: role.name, grants: [...attached, ...inline] };
}
