/** Rules by which S3 carries objects to other buckets. Buckets of other accounts have no model. */
import {
  integer,
  list,
  map,
  object,
  type Properties,
  type Refusal,
  type ResourceModel,
  ref,
  string,
} from "../../core/model";
import { items, page, refuse, refuseIf, regional, text, types } from "./common";
import { isVersioned } from "./s3-settings";

type Admission = Parameters<NonNullable<ResourceModel["admit"]>>[0];

interface Rule {
  readonly id?: string;
  readonly priority?: number;
  readonly filter?: object;
  readonly prefix?: string;
  readonly deleteMarkerReplication?: object;
  readonly existingObjectReplication?: object;
  readonly sourceSelectionCriteria?: { readonly sseKmsEncryptedObjects?: { readonly status?: string } };
  readonly destination?: {
    readonly bucket?: string;
    readonly encryptionConfiguration?: { readonly replicaKmsKeyId?: string };
    readonly metrics?: { readonly status?: string; readonly eventThreshold?: object };
    readonly replicationTime?: { readonly status?: string };
  };
}

const enabled = () => object({ status: string({ required: true, oneOf: ["Enabled", "Disabled"] }) });
const minutes = () => integer({ required: true, oneOf: [15] });
const storageClasses = [
  "STANDARD",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "DEEP_ARCHIVE",
  "GLACIER_IR",
  "REDUCED_REDUNDANCY",
];

function wrongRule(rule: Rule, at: string): readonly Refusal[] {
  const { destination, filter, sourceSelectionCriteria } = rule;
  const selects = sourceSelectionCriteria?.sseKmsEncryptedObjects?.status === "Enabled";
  const keyed = destination?.encryptionConfiguration !== undefined;
  return [
    ...refuseIf(
      rule.existingObjectReplication !== undefined,
      `${at}.existingObjectReplication`,
      "MalformedXML: existing objects are replicated by S3 Batch Replication",
    ),
    ...refuseIf(
      filter !== undefined && rule.deleteMarkerReplication === undefined,
      `${at}.deleteMarkerReplication`,
      "InvalidRequest: DeleteMarkerReplication must be specified for this version of Cross Region Replication configuration schema.",
    ),
    ...refuseIf(
      filter !== undefined && rule.prefix !== undefined,
      `${at}.prefix`,
      "MalformedXML: a rule has a filter or a prefix",
    ),
    ...refuseIf(
      selects && !keyed,
      `${at}.destination.encryptionConfiguration`,
      "InvalidRequest: EncryptionConfiguration must be specified if SseKmsEncryptedObjects is enabled",
    ),
    ...refuseIf(
      keyed && !selects,
      `${at}.sourceSelectionCriteria`,
      "InvalidRequest: SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.",
    ),
    ...refuseIf(
      destination?.replicationTime?.status === "Enabled" &&
        (destination.metrics?.status !== "Enabled" || destination.metrics.eventThreshold === undefined),
      `${at}.destination.metrics`,
      "InvalidRequest: Metrics with an event threshold must be enabled with ReplicationTime",
    ),
  ];
}

function check({ inputs }: { readonly inputs: Properties }): readonly Refusal[] {
  const rules = items(inputs.rules) as readonly Rule[];
  const priorities = rules.map(({ priority }) => priority ?? 0);
  const ids = rules.map(({ id }) => id).filter((id) => id !== undefined);
  return [
    ...refuseIf(
      new Set(priorities).size < priorities.length,
      "rules",
      "InvalidRequest: Found duplicate priority; priority must be unique for each rule",
    ),
    ...refuseIf(new Set(ids).size < ids.length, "rules", "InvalidArgument: Rule Id must be unique"),
    ...rules.flatMap((rule, index) => wrongRule(rule, `rules[${index}]`)),
  ];
}

function admitRule({ inputs, world }: Admission, { destination }: Rule, at: string): readonly Refusal[] {
  const source = text(inputs, "bucket") ?? "";
  const target = world.find(types.bucket, destination?.bucket ?? "", "arn");
  if (!target) return [];
  const property = `${at}.destination.bucket`;
  if (target.id === source)
    return refuse(property, "InvalidRequest: Destination bucket cannot be the same as the source bucket.");
  const keyArn = destination?.encryptionConfiguration?.replicaKmsKeyId ?? "";
  const key = world.find(types.key, keyArn, "arn") ?? world.find(types.alias, keyArn, "arn");
  const locked = (bucket: string) => world.find(types.bucket, bucket)?.state.objectLockEnabled === true;
  return [
    ...refuseIf(
      !isVersioned(world, target.id),
      property,
      "InvalidRequest: Destination bucket must have versioning enabled.",
    ),
    ...refuseIf(
      locked(source) && !locked(target.id),
      property,
      "InvalidRequest: Object Lock must be enabled on the destination of a bucket with Object Lock",
    ),
    ...refuseIf(
      key !== undefined && key.placement.region !== target.placement.region,
      `${at}.destination.encryptionConfiguration.replicaKmsKeyId`,
      `KMS.NotFoundException: the key is in ${key?.placement.region}, the destination in ${target.placement.region}`,
    ),
  ];
}

function admit(context: Admission): readonly Refusal[] {
  const { inputs, world } = context;
  const role = world.find(types.role, text(inputs, "role") ?? "", "arn");
  return [
    ...refuseIf(
      !isVersioned(world, text(inputs, "bucket") ?? ""),
      "bucket",
      "InvalidRequest: Versioning must be 'Enabled' on the bucket to apply a replication configuration",
    ),
    ...refuseIf(
      role !== undefined && !text(role.state, "assumeRolePolicy")?.includes("s3.amazonaws.com"),
      "role",
      "InvalidArgument: S3 can not assume the role",
    ),
    ...(items(inputs.rules) as readonly Rule[]).flatMap((rule, index) => admitRule(context, rule, `rules[${index}]`)),
  ];
}

/**
 * S3 takes any key here and then replicates nothing; the sandbox wants one that is there, in the destination's location.
 * A bucket that rules point at can be deleted.
 */
export const bucketReplication: ResourceModel = regional({
  type: types.bucketReplication,
  docs: page("s3_bucket_replication_configuration"),
  inputs: {
    bucket: ref(types.bucket, { required: true, replaces: true }),
    role: ref(types.role, { by: "arn", required: true }),
    token: string({ secret: true }),
    rules: list(
      object({
        id: string({ maxLength: 255 }),
        priority: integer({ min: 0 }),
        status: string({ required: true, oneOf: ["Enabled", "Disabled"] }),
        prefix: string({ maxLength: 1024 }),
        filter: object({
          prefix: string({ maxLength: 1024 }),
          tag: object({ key: string({ required: true }), value: string({ required: true }) }),
          and: object({ prefix: string({ maxLength: 1024 }), tags: map(string()) }),
        }),
        deleteMarkerReplication: enabled(),
        existingObjectReplication: enabled(),
        sourceSelectionCriteria: object({ replicaModifications: enabled(), sseKmsEncryptedObjects: enabled() }),
        destination: object(
          {
            bucket: ref(types.bucket, { by: "arn", required: true, holds: false, sameRegion: false }),
            account: string({ pattern: /^\d{12}$/ }),
            storageClass: string({ oneOf: storageClasses }),
            encryptionConfiguration: object({
              replicaKmsKeyId: ref([types.key, types.alias], {
                by: "arn",
                required: true,
                holds: false,
                sameRegion: false,
              }),
            }),
            metrics: object({
              status: string({ required: true, oneOf: ["Enabled", "Disabled"] }),
              eventThreshold: object({ minutes: minutes() }),
            }),
            replicationTime: object({
              status: string({ required: true, oneOf: ["Enabled", "Disabled"] }),
              time: object({ minutes: minutes() }, { required: true }),
            }),
          },
          { required: true },
        ),
      }),
      { required: true, set: true, minItems: 1, maxItems: 1000 },
    ),
  },
  id: (context) => text(context.inputs, "bucket") ?? "",
  outputs: [],
  compute: () => ({}),
  unique: [
    {
      fields: ["bucket"],
      scope: "account",
      reason: "another resource sets this already, and the two would undo each other",
    },
  ],
  check,
  admit,
});
