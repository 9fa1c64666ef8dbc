/** What a bucket is on Google Cloud: how it keeps its objects, under which key, and what it logs. Pure but for its inputs. */
import type { BucketArgs } from "@pulumi/gcp/storage/bucket";
import type { input } from "@pulumi/gcp/types";
import type * as pulumi from "@pulumi/pulumi";
import { type BucketPlan, bucketNamePurpose, type Lifecycle } from "../../../plan/storage";
import type { RegionContext } from "../../component";

type Rule = input.storage.BucketLifecycleRule;

const secondsPerDay = 86_400;
/** What was deleted by mistake comes back for so long; Cloud Storage's own default, told so that it stays. */
const softDeleteDays = 7;

/** Nearline is for what is read once a month or less, Coldline for once a quarter. */
export function lifecycleRules(lifecycle: Lifecycle): Rule[] {
  const { warmAfterDays, coldAfterDays, expireAfterDays, expireNoncurrentAfterDays, abortUploadsAfterDays } = lifecycle;
  const move = (age: number, storageClass: string, from: string[]): Rule => ({
    action: { type: "SetStorageClass", storageClass },
    condition: { age, matchesStorageClasses: from },
  });
  return [
    ...(warmAfterDays === undefined ? [] : [move(warmAfterDays, "NEARLINE", ["STANDARD"])]),
    ...(coldAfterDays === undefined ? [] : [move(coldAfterDays, "COLDLINE", ["STANDARD", "NEARLINE"])]),
    ...(expireAfterDays === undefined
      ? []
      : [{ action: { type: "Delete" }, condition: { age: expireAfterDays, withState: "LIVE" } }]),
    {
      action: { type: "Delete" },
      condition: { daysSinceNoncurrentTime: expireNoncurrentAfterDays, withState: "ARCHIVED" },
    },
    { action: { type: "AbortIncompleteMultipartUpload" }, condition: { age: abortUploadsAfterDays } },
  ];
}

export interface BucketSite {
  readonly site: "home" | "dr";
  readonly location: string;
  /** Resource name of the `storage` key of that place. */
  readonly key: pulumi.Output<string>;
  /** Besides the region's own. */
  readonly labels?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Where access is logged. */
  readonly logBucket?: pulumi.Output<string>;
}

/** The bucket's name is known to peers without asking. */
export function bucketArgs(context: RegionContext, plan: BucketPlan, place: BucketSite): BucketArgs {
  const { naming, region, protect } = context;
  const purpose = bucketNamePurpose(plan, place.site);
  const locked = plan.lockDays !== undefined;
  return {
    name: naming.globalName(purpose),
    project: region.account,
    location: place.location,
    storageClass: "STANDARD",
    uniformBucketLevelAccess: true,
    publicAccessPrevention: "enforced",
    // Versions and a retention policy exclude each other, and nothing under a retention policy is ever overwritten.
    versioning: { enabled: !locked },
    ...(plan.lockDays !== undefined && {
      retentionPolicy: {
        retentionPeriod: String(plan.lockDays * secondsPerDay),
        // A lock is for ever: nobody can go down with it before the last object's time is over.
        isLocked: protect,
      },
    }),
    encryption: {
      defaultKmsKeyName: place.key,
      googleManagedEncryptionEnforcementConfig: { restrictionMode: "FullyRestricted" },
      customerSuppliedEncryptionEnforcementConfig: { restrictionMode: "FullyRestricted" },
    },
    softDeletePolicy: { retentionDurationSeconds: softDeleteDays * secondsPerDay },
    lifecycleRules: lifecycleRules(plan.lifecycle),
    ...(place.logBucket && { logging: { logBucket: place.logBucket, logObjectPrefix: purpose } }),
    forceDestroy: !protect,
    labels: { ...naming.tags, ...place.labels },
  };
}
