/** What Storage Transfer's agent may do with a bucket: "Agentless transfer permissions", narrowed to what moves. */
import type { Bucket } from "@pulumi/gcp/storage/bucket";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember";
import type * as pulumi from "@pulumi/pulumi";

export const roles = {
  /** Metadata of the bucket and names of its objects. Legacy roles take no condition. */
  list: "roles/storage.legacyBucketReader",
  read: "roles/storage.objectViewer",
  write: "roles/storage.objectUser",
  /** Where objects are locked: nothing is overwritten. */
  put: "roles/storage.objectCreator",
  log: "roles/storage.objectCreator",
} as const;

/** Google writes usage logs as a member of this group. */
export const logWriters = "group:cloud-storage-analytics@google.com";

interface Grant {
  /** Part of the grants' names, distinct within the component. */
  readonly name: string;
  readonly bucket: Bucket;
  readonly member: pulumi.Input<string>;
  /** Only objects below these; all where absent. */
  readonly prefixes?: readonly string[] | undefined;
  child(opts?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
}

/** Common Expression Language. */
export function belowAny(bucket: string, prefixes: readonly string[]): string {
  return prefixes
    .map((prefix) => `resource.name.startsWith(${JSON.stringify(`projects/_/buckets/${bucket}/objects/${prefix}`)})`)
    .join(" || ");
}

function allow({ name, bucket, member, prefixes, child }: Grant, kind: keyof typeof roles): BucketIAMMember {
  const limited = prefixes !== undefined && kind !== "list";
  return new BucketIAMMember(
    `${name}-${kind}`,
    {
      bucket: bucket.name,
      role: roles[kind],
      member,
      ...(limited && {
        condition: { title: "prefixes", expression: bucket.name.apply((known) => belowAny(known, prefixes)) },
      }),
    },
    child(),
  );
}

export const allowReading = (grant: Grant): pulumi.Resource[] => [allow(grant, "list"), allow(grant, "read")];

/** Storage Transfer reads what is there before it decides to overwrite. */
export const allowWriting = (grant: Grant, locked: boolean): pulumi.Resource[] =>
  locked
    ? [allow(grant, "list"), allow(grant, "read"), allow(grant, "put")]
    : [allow(grant, "list"), allow(grant, "write")];

export const allowLogging = (grant: Omit<Grant, "member">): pulumi.Resource =>
  allow({ ...grant, member: logWriters }, "log");
