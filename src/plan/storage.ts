/** Which buckets a region has and how each keeps its objects (spec sections 2 and 3). Pure. */
import type { Region, Shared } from "../topology/schema";
import { logRetentionDays } from "./retention";

/** `accessLogs` holds what the other buckets log; `backup` what the database and the volumes leave. */
export const bucketPurposes = ["assets", "knowledge", "compliance", "backup", "accessLogs"] as const;
export type BucketPurpose = (typeof bucketPurposes)[number];

/** Days after which an object moves on or goes; undefined where it never does. */
export interface Lifecycle {
  /** To the tier for what is read once a month or less. */
  readonly warmAfterDays?: number;
  /** To the tier for what is read once a quarter or less. */
  readonly coldAfterDays?: number;
  readonly expireAfterDays?: number;
  /** Versions that are no longer the current one. */
  readonly expireNoncurrentAfterDays: number;
  /** Uploads that nobody finished. */
  readonly abortUploadsAfterDays: number;
}

export interface BucketPlan {
  readonly purpose: BucketPurpose;
  /** Part of the bucket's name. */
  readonly slug: string;
  /** Data classes inside, each below the prefix `<class>/<region of origin>/`. */
  readonly dataClasses: readonly string[];
  readonly lifecycle: Lifecycle;
  /** Days that no one, the account's root included, can delete or overwrite an object; undefined where anyone allowed may. */
  readonly lockDays?: number;
  /** Whether the DR location has a copy. */
  readonly copiedToDr: boolean;
  /** Whether reads and writes are logged to the access log bucket. */
  readonly logged: boolean;
}

/** Where a region writes objects of a class, in its own bucket and in every copy: origin wins, as nobody else writes there. */
export const originPrefix = (dataClass: string, origin: Pick<Region, "name">): string => `${dataClass}/${origin.name}/`;

const slugs: Readonly<Record<BucketPurpose, string>> = {
  assets: "assets",
  knowledge: "knowledge",
  compliance: "compliance",
  backup: "backup",
  accessLogs: "access-logs",
};

const abortUploadsAfterDays = 7;

export function bucketPlans(shared: Shared, region: Region): readonly BucketPlan[] {
  const { warmAfterDays, coldAfterDays, noncurrentDays } = shared.storage;
  const aging = { warmAfterDays, coldAfterDays, expireNoncurrentAfterDays: noncurrentDays, abortUploadsAfterDays };
  const longestBackup = Math.max(shared.database.backups.frequent.keptDays, shared.database.backups.daily.keptDays);
  return bucketPurposes.map((purpose): BucketPlan => {
    const classes = Object.entries(shared.dataClasses).filter(([, { bucket }]) => bucket === purpose);
    const lockDays = Math.max(0, ...classes.map(([, { retentionDays }]) => retentionDays ?? 0));
    const base = {
      purpose,
      slug: slugs[purpose],
      dataClasses: classes.map(([name]) => name),
      logged: purpose !== "accessLogs",
      copiedToDr: purpose === "backup" || classes.some(([, { replication }]) => replication === "same-jurisdiction"),
    };
    switch (purpose) {
      case "backup":
        // Short-lived by nature: a colder tier would bill its minimum term for each.
        return {
          ...base,
          lifecycle: {
            warmAfterDays,
            expireAfterDays: longestBackup,
            expireNoncurrentAfterDays: noncurrentDays,
            abortUploadsAfterDays,
          },
        };
      case "accessLogs":
        return { ...base, lifecycle: { ...aging, expireAfterDays: logRetentionDays(shared, region) } };
      default:
        return { ...base, lifecycle: aging, ...(lockDays > 0 && { lockDays }) };
    }
  });
}

/** Physical name of a bucket, unique over all customers of its cloud: known to peers without asking. */
export const bucketNamePurpose = (plan: Pick<BucketPlan, "slug">, site: "home" | "dr"): string =>
  site === "dr" ? `${plan.slug}-dr` : plan.slug;
