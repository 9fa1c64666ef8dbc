/** How objects age in OSS. */
import type { BucketArgs } from "@pulumi/alicloud/oss";
import type { Lifecycle } from "../../../plan/storage";

type LifecycleRules = NonNullable<BucketArgs["lifecycleRules"]>;

/**
 * One rule for the whole bucket: OSS refuses two whose prefixes overlap. Warm is IA (read at once, paid by the read), cold is
 * Archive, which is read at once too where the bucket says so.
 */
export function lifecycleRules(lifecycle: Lifecycle): LifecycleRules {
  const { warmAfterDays, coldAfterDays, expireAfterDays, expireNoncurrentAfterDays, abortUploadsAfterDays } = lifecycle;
  const transitions = [
    ...(warmAfterDays === undefined ? [] : [{ days: warmAfterDays, storageClass: "IA" }]),
    ...(coldAfterDays === undefined ? [] : [{ days: coldAfterDays, storageClass: "Archive" }]),
  ];
  return [
    {
      id: "age",
      enabled: true,
      prefix: "",
      ...(transitions.length > 0 && { transitions }),
      // Of a versioned bucket the days leave a marker behind, and a rule takes one of the two.
      expirations: [expireAfterDays === undefined ? { expiredObjectDeleteMarker: true } : { days: expireAfterDays }],
      noncurrentVersionExpirations: [{ days: expireNoncurrentAfterDays }],
      abortMultipartUploads: [{ days: abortUploadsAfterDays }],
    },
  ];
}
