/** Roles that a workload gets on each thing it may touch. */

import { IAMMember } from "@pulumi/gcp/projects/iammember";
import { RegionalSecretIamMember } from "@pulumi/gcp/secretmanager/regionalSecretIamMember";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember";
import type * as pulumi from "@pulumi/pulumi";
import { bucketNamePurpose, bucketPlans } from "../../../plan/storage";
import type { RegionContext } from "../../component";
import type { Permission } from "../contract";

export interface GrantScope {
  readonly context: RegionContext;
  child(opts?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
}

/** What IAM calls the workload: a principal of the cluster's pool, or a service account. */
export type Member = pulumi.Output<string>;

export const roles = {
  secret: "roles/secretmanager.secretAccessor",
  read: "roles/storage.objectViewer",
  write: "roles/storage.objectUser",
  /** Where objects are locked: put, and neither list nor delete. */
  put: "roles/storage.objectCreator",
  cache: "roles/memorystore.dbConnectionUser",
} as const;

export function grant({ context, child }: GrantScope, name: string, permission: Permission, member: Member): void {
  const { account: project, location } = context.region;
  switch (permission.kind) {
    case "read-secret":
      new RegionalSecretIamMember(
        name,
        { project, location, secretId: permission.secret.id, role: roles.secret, member },
        child(),
      );
      return;
    case "read-objects":
    case "write-objects": {
      const bucket = permission.bucket.name;
      const locked = lockedBuckets(context);
      const role =
        permission.kind === "read-objects"
          ? roles.read
          : bucket.apply((known) => (locked.has(known) ? roles.put : roles.write));
      const { prefix } = permission;
      const condition = prefix ? { condition: prefixCondition(bucket, prefix) } : {};
      new BucketIAMMember(name, { bucket, role, member, ...condition }, child());
      return;
    }
    case "use-cache":
      new IAMMember(name, { project, role: roles.cache, member }, child());
      return;
  }
}

/** Physical names of the region's buckets whose objects nobody may delete. */
function lockedBuckets({ shared, region, naming }: RegionContext): ReadonlySet<string> {
  const locked = bucketPlans(shared, region).filter(({ lockDays }) => lockDays !== undefined);
  return new Set(locked.map((plan) => naming.globalName(bucketNamePurpose(plan, "home"))));
}

/** A list is asked of the bucket, so it is let through by the prefix that it asks for. */
export function prefixExpression(bucket: string, prefix: string): string {
  const objects = JSON.stringify(`projects/_/buckets/${bucket}/objects/${prefix}`);
  const listed = `api.getAttribute("storage.googleapis.com/objectListPrefix", "")`;
  return `resource.name.startsWith(${objects}) || ${listed}.startsWith(${JSON.stringify(prefix)})`;
}

function prefixCondition(bucket: pulumi.Output<string>, prefix: string) {
  return {
    title: "prefix",
    description: `Objects below ${prefix}`,
    expression: bucket.apply((name) => prefixExpression(name, prefix)),
  };
}
