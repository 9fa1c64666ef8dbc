/** What a bucket is set to by types of its own: who may not see it, its policy, its lock, its access logs. */
import { boolean, defineResource, integer, json, type Properties, type Refusal, ref, string } from "../../core/model";
import { page, refuse, text, unless } from "./fields";
import { bucketType } from "./oss";
import { roleType } from "./ram";

const bucket = ref(bucketType, { required: true, replaces: true });
const ofBucket = ({ inputs }: { readonly inputs: Properties }): string => text(inputs, "bucket");
const oneForABucket = [{ fields: ["bucket"], scope: "account", reason: "the bucket has one already" }] as const;

const blockType = "alicloud:oss/bucketPublicAccessBlock:BucketPublicAccessBlock";

export const bucketPublicAccessBlock = defineResource({
  type: blockType,
  docs: page("oss_bucket_public_access_block"),
  location: "region",
  inputs: { bucket, blockPublicAccess: boolean({ required: true }) },
  unique: oneForABucket,
  id: ofBucket,
  outputs: [],
  compute: () => ({}),
});

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
}

function statementsOf(inputs: Properties): readonly Statement[] | undefined {
  try {
    const { Version, Statement } = JSON.parse(text(inputs, "policy")) as { Version?: unknown; Statement?: unknown };
    return Version === "1" && Array.isArray(Statement) ? (Statement as Statement[]) : undefined;
  } catch {
    return undefined;
  }
}

function policyRefusals(inputs: Properties): readonly Refusal[] {
  if (text(inputs, "policy") === "") return [];
  const statements = statementsOf(inputs);
  if (!statements) return refuse("policy", 'InvalidPolicyDocument: Version is "1", Statement a list');
  const name = text(inputs, "bucket");
  return statements.flatMap(({ Effect, Principal, Action, Resource }, index) => {
    const resources = Array.isArray(Resource) ? Resource.map(String) : [];
    return [
      ...unless(
        Effect !== undefined && Array.isArray(Principal) && Array.isArray(Action) && resources.length > 0,
        "policy",
        `InvalidPolicyDocument: Statement[${index}] needs Effect, Principal, Action and Resource`,
      ),
      ...unless(
        name === "" || resources.every((resource) => new RegExp(`^acs:oss:.*:${name}(/.*)?$`).test(resource)),
        "policy",
        `InvalidPolicyDocument: Statement[${index}] is about something else than ${name}`,
      ),
    ];
  });
}

export const bucketPolicy = defineResource({
  type: "alicloud:oss/bucketPolicy:BucketPolicy",
  docs: page("oss_bucket_policy"),
  location: "region",
  inputs: { bucket, policy: json({ required: true }) },
  unique: oneForABucket,
  check: ({ inputs }) => policyRefusals(inputs),
  admit: ({ inputs, world }) => {
    const blocked = world.find(blockType, text(inputs, "bucket"))?.inputs.blockPublicAccess === true;
    const everybody = (statementsOf(inputs) ?? []).some(
      ({ Effect, Principal }) => Effect === "Allow" && Array.isArray(Principal) && Principal.includes("*"),
    );
    return unless(!(blocked && everybody), "policy", "AccessDenied: the bucket blocks policies that let everybody in");
  },
  id: ofBucket,
  outputs: [],
  compute: () => ({}),
});

export const bucketWorm = defineResource({
  type: "alicloud:oss/bucketWorm:BucketWorm",
  docs: page("oss_bucket_worm"),
  location: "region",
  inputs: {
    bucket,
    // 70 years.
    retentionPeriodInDays: integer({ min: 1, max: 25_550 }),
    status: string({ oneOf: ["InProgress", "Locked"], computed: true }),
  },
  unique: oneForABucket,
  check: ({ given }) =>
    unless(given("retentionPeriodInDays"), "retentionPeriodInDays", "MissingArgument: it is needed"),
  admit: ({ inputs, world, self }) => {
    const versioning = world.find(bucketType, text(inputs, "bucket"))?.inputs.versioning;
    const status = typeof versioning === "object" && versioning !== null && "status" in versioning && versioning.status;
    const locked = self?.inputs.status === "Locked";
    const before = Number(self?.inputs.retentionPeriodInDays ?? 0);
    return [
      ...unless(
        status !== "Suspended",
        "bucket",
        "InvalidBucketState: versioning is suspended; a locked bucket is versioned",
      ),
      ...unless(!locked || inputs.status === "Locked", "status", "WORMConfigurationLocked: it is locked for good"),
      ...unless(
        !locked || Number(inputs.retentionPeriodInDays) >= before,
        "retentionPeriodInDays",
        `WORMConfigurationLocked: ${before} days can be prolonged, and never be cut`,
      ),
    ];
  },
  retain: ({ inputs }) =>
    inputs.status === "Locked"
      ? `WORMConfigurationLocked: the lock of ${text(inputs, "bucket")} ends with its objects' ${inputs.retentionPeriodInDays} days`
      : undefined,
  id: ({ inputs, hex }) => `${text(inputs, "bucket")}:${hex(32).toUpperCase()}`,
  outputs: ["createTime", "wormId"],
  compute: ({ id }) => ({ createTime: "2024-01-01T00:00:00Z", status: "InProgress", wormId: id.split(":")[1] ?? "" }),
});

export const bucketLogging = defineResource({
  type: "alicloud:oss/bucketLogging:BucketLogging",
  docs: page("oss_bucket_logging"),
  location: "region",
  inputs: {
    bucket,
    targetBucket: ref(bucketType, { required: true }),
    targetPrefix: string({ maxLength: 32 }),
    loggingRole: ref(roleType),
  },
  unique: oneForABucket,
  id: ofBucket,
  outputs: [],
  compute: () => ({}),
});

export const bucketArchiveDirectRead = defineResource({
  type: "alicloud:oss/bucketArchiveDirectRead:BucketArchiveDirectRead",
  docs: page("oss_bucket_archive_direct_read"),
  location: "region",
  inputs: { bucket, enabled: boolean({ required: true }) },
  unique: oneForABucket,
  id: ofBucket,
  outputs: [],
  compute: () => ({}),
});
