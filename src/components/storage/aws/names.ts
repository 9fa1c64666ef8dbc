/** What buckets, keys and roles of storage are called: peers know each other's without asking. Pure. */
import type { Naming } from "../../../plan/naming";
import { type BucketPlan, bucketNamePurpose } from "../../../plan/storage";
import type { Region } from "../../../topology/schema";
import type { Site } from "../../keys/contract";
import { partitionOf } from "../../network/aws/partition";

export const bucketName = (naming: Naming, plan: Pick<BucketPlan, "slug">, site: Site): string =>
  naming.globalName(bucketNamePurpose(plan, site));

export const bucketArn = ({ location }: Pick<Region, "location">, name: string): string =>
  `arn:${partitionOf(location)}:s3:::${name}`;

/** Purpose of the role by which S3 carries objects out of a bucket; see `createRole`. */
export const replicationPurpose = ({ slug }: Pick<BucketPlan, "slug">): string => `replicate-${slug}`;

const roleNameLimit = 64;

export function replicationRoleArn(naming: Naming, region: Region, plan: Pick<BucketPlan, "slug">): string {
  const name = naming.name(`${region.location}-${replicationPurpose(plan)}`, roleNameLimit);
  return `arn:${partitionOf(region.location)}:iam::${region.account}:role/${name}`;
}
