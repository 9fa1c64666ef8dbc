/** Rules by which OSS copies objects from one bucket to another. */
import {
  boolean,
  defineResource,
  list,
  type ModelContext,
  object,
  type Properties,
  type Refusal,
  ref,
  string,
  type Value,
} from "../../core/model";
import { objects, page, text, unless } from "./fields";
import { keyId, keyType } from "./kms";
import { bucketType } from "./oss";
import { roleType } from "./ram";

const replicationType = "alicloud:oss/bucketReplication:BucketReplication";

const one = (value: Value | undefined): Properties => objects(value === undefined ? undefined : [value])[0] ?? {};

/** "RTC", Limits: both ends in one of these groups. */
const timeControlled = [
  ["cn-hangzhou", "cn-shanghai", "cn-qingdao", "cn-beijing", "cn-zhangjiakou", "cn-shenzhen"],
  ["us-west-1", "us-east-1"],
];

/** What a rule for objects under KMS keys needs besides. */
function encryptionRefusals({ inputs, given }: ModelContext): readonly Refusal[] {
  const selected = one(one(inputs.sourceSelectionCriteria).sseKmsEncryptedObjects).status === "Enabled";
  const needed = (field: string) =>
    unless(!selected || given(field), field, "InvalidArgument: objects under KMS keys need it");
  return [...needed("syncRole"), ...needed("encryptionConfiguration")];
}

function timeRefusals({ inputs, region }: ModelContext): readonly Refusal[] {
  const to = text(one(inputs.destination), "location").replace(/^oss-/, "");
  const group = timeControlled.find((locations) => locations.includes(region));
  return unless(
    one(inputs.rtc).enabled !== true || to === "" || group?.includes(to) === true,
    "rtc",
    `InvalidArgument: no time is promised from ${region} to ${to}`,
  );
}

export const bucketReplication = defineResource({
  type: replicationType,
  docs: page("oss_bucket_replication"),
  location: "region",
  inputs: {
    bucket: ref(bucketType, { required: true, replaces: true }),
    action: string({ pattern: /^(ALL|(PUT|DELETE|ABORT)(,(PUT|DELETE|ABORT))*)$/, default: "ALL", replaces: true }),
    destination: object(
      {
        bucket: ref(bucketType, { required: true, sameRegion: false }),
        location: string({ required: true, pattern: /^oss-[a-z0-9-]+$/ }),
        transferType: string({ oneOf: ["internal", "oss_acc"] }),
      },
      { required: true, replaces: true },
    ),
    encryptionConfiguration: object(
      { replicaKmsKeyId: keyId({ required: true, sameRegion: false }) },
      { replaces: true },
    ),
    historicalObjectReplication: string({ oneOf: ["enabled", "disabled"], default: "enabled", replaces: true }),
    prefixSet: object(
      { prefixes: list(string({ maxLength: 1024 }), { required: true, minItems: 1 }) },
      { replaces: true },
    ),
    progress: object({ historicalObject: string(), newObject: string() }, { computed: true }),
    rtc: object({ enabled: boolean({ required: true }) }, { computed: true }),
    sourceSelectionCriteria: object(
      { sseKmsEncryptedObjects: object({ status: string({ oneOf: ["Enabled", "Disabled"] }) }) },
      { replaces: true },
    ),
    syncRole: ref(roleType, { replaces: true }),
  },
  check: (context) => [...encryptionRefusals(context), ...timeRefusals(context)],
  admit: ({ inputs, world, region, self }) => {
    const from = world.find(bucketType, text(inputs, "bucket"));
    const destination = one(inputs.destination);
    const to = world.find(bucketType, text(destination, "bucket"));
    const there = to?.placement.region ?? "";
    const key = text(one(inputs.encryptionConfiguration), "replicaKmsKeyId");
    const prefixes = (rule: Properties): string[] => {
      const given = one(rule.prefixSet).prefixes;
      return Array.isArray(given) ? given.map(String) : [""];
    };
    const twice = world
      .objects(replicationType)
      .some(
        (other) =>
          other.id !== self?.id &&
          other.inputs.bucket === inputs.bucket &&
          one(other.inputs.destination).bucket === destination.bucket &&
          prefixes(other.inputs).some((theirs) =>
            prefixes(inputs).some((ours) => ours.startsWith(theirs) || theirs.startsWith(ours)),
          ),
      );
    const versioned = (properties: Properties | undefined) => one(properties?.versioning).status ?? "Disabled";
    return [
      ...unless(there !== region, "destination.bucket", "InvalidArgument: both buckets lie in one region"),
      ...unless(
        destination.location === `oss-${there}`,
        "destination.location",
        `InvalidTargetLocation: ${to?.id} lies in oss-${there}`,
      ),
      ...unless(
        versioned(from?.inputs) === versioned(to?.inputs),
        "destination.bucket",
        "InvalidArgument: both buckets are versioned, or neither is",
      ),
      ...unless(
        key === "" || world.objects(keyType).some(({ id, placement }) => id === key && placement.region === there),
        "encryptionConfiguration.replicaKmsKeyId",
        `KMS.KeyNotFound: ${there} has no key ${key}`,
      ),
      ...unless(!twice, "prefixSet", "BucketReplicationAlreadyExist: another rule copies these objects there already"),
    ];
  },
  id: ({ inputs, hex }) => `${text(inputs, "bucket")}:${hex(32)}`,
  outputs: ["ruleId", "status"],
  compute: ({ id }) => ({
    progress: { historicalObject: "0", newObject: "" },
    rtc: { enabled: false },
    ruleId: id.split(":")[1] ?? "",
    status: "doing",
  }),
});
