/**
 * Where a capability's logs lie. Google Cloud writes them to the project's `_Default` bucket, which is global: outside the
 * residency. So a bucket in the region takes them, under the region's key, and `_Default` leaves them out.
 */
import { ProjectBucketConfig } from "@pulumi/gcp/logging/projectBucketConfig";
import { ProjectExclusion } from "@pulumi/gcp/logging/projectExclusion";
import { ProjectSink } from "@pulumi/gcp/logging/projectSink";
import * as pulumi from "@pulumi/pulumi";
import type { ApiScope } from "./apis";

export interface LogStore {
  /** Part of the names: `cluster`. */
  readonly capability: string;
  readonly description: string;
  readonly region: string;
  /** In the Logging query language. */
  readonly filter: string;
  readonly retentionDays: number;
  /** Resource name of the key that the bucket is encrypted with. */
  readonly key: pulumi.Output<string>;
  readonly dependsOn: pulumi.Resource;
}

/** Days that Cloud Logging keeps an entry at most. */
const longestRetention = 3650;

/** @throws RunError where the law wants logs kept longer than Cloud Logging can, rather than keep them shorter. */
export function logBucketRetention(days: number): number {
  if (days <= longestRetention) return days;
  throw new pulumi.RunError(
    `logs have to be kept ${days} days, and Cloud Logging keeps them ${longestRetention} at most: lower logRetention in Pulumi.yaml or choose another cloud`,
  );
}

/**
 * What writes logs has to wait for what is returned, so that no entry goes to `_Default` first.
 * @throws RunError where the law wants logs kept longer than Cloud Logging can.
 */
export function storeLogs({ naming, project, child }: ApiScope, store: LogStore): pulumi.Resource[] {
  const name = naming.name(`${store.capability}-logs`);
  const bucket = new ProjectBucketConfig(
    name,
    {
      project,
      location: store.region,
      bucketId: name,
      retentionDays: logBucketRetention(store.retentionDays),
      description: store.description,
      // Can be given only while the bucket is made; another key of the same place is an update.
      cmekSettings: { kmsKeyName: store.key },
    },
    child({ dependsOn: store.dependsOn }),
  );
  const sink = new ProjectSink(
    name,
    {
      name,
      project,
      destination: bucket.id.apply((id) => `logging.googleapis.com/${id}`),
      filter: store.filter,
      uniqueWriterIdentity: true,
    },
    child(),
  );
  const exclusion = new ProjectExclusion(
    name,
    {
      name,
      project,
      filter: store.filter,
      description: "Kept in the region's own bucket: _Default is global",
    },
    child({ dependsOn: sink }),
  );
  return [sink, exclusion];
}
