/** How objects age in S3. Pure. */
import type { input } from "@pulumi/aws/types";
import type { Lifecycle } from "../../../plan/storage";

type Rule = input.s3.BucketLifecycleConfigurationRule;

/** S3 takes no object into Standard-IA before, nor from there on sooner ("Lifecycle transition considerations"). */
const leastDays = 30;

/**
 * One rule for the whole bucket. Warm is Standard-IA, cold is Glacier Instant Retrieval: both are read at once and paid by
 * the read. What goes before it would move does not move.
 */
export function lifecycleRule(lifecycle: Lifecycle): Rule {
  const { warmAfterDays, coldAfterDays, expireAfterDays, expireNoncurrentAfterDays, abortUploadsAfterDays } = lifecycle;
  const warm = warmAfterDays === undefined ? undefined : Math.max(warmAfterDays, leastDays);
  const cold = coldAfterDays === undefined ? undefined : Math.max(coldAfterDays, (warm ?? 0) + leastDays);
  const transitions = [
    { days: warm, storageClass: "STANDARD_IA" },
    { days: cold, storageClass: "GLACIER_IR" },
  ].flatMap(({ days, storageClass }) =>
    days !== undefined && days < (expireAfterDays ?? Number.POSITIVE_INFINITY) ? [{ days, storageClass }] : [],
  );
  return {
    id: "age",
    status: "Enabled",
    filter: {},
    ...(transitions.length > 0 && { transitions }),
    // Of a versioned bucket the days leave a marker behind; a rule takes one of the two.
    expiration: expireAfterDays === undefined ? { expiredObjectDeleteMarker: true } : { days: expireAfterDays },
    noncurrentVersionExpiration: { noncurrentDays: expireNoncurrentAfterDays },
    abortIncompleteMultipartUpload: { daysAfterInitiation: abortUploadsAfterDays },
  };
}
