/** What is set on a bucket, each with a type of its own. */
import {
  boolean,
  type Fields,
  integer,
  json,
  list,
  map,
  object,
  type Properties,
  type Refusal,
  type ResourceModel,
  ref,
  type StoredObject,
  string,
  type World,
} from "../../core/model";
import { fill, items, page, refuse, refuseIf, regional, text, types } from "./common";
import { allowing, listed, malformedResourcePolicy, principals, statementsOf } from "./documents";
import { kmsKey } from "./kms";

type Admission = Parameters<NonNullable<ResourceModel["admit"]>>[0];
type Setting = Pick<ResourceModel, "type" | "docs"> & { readonly inputs: Fields } & Partial<
    Pick<ResourceModel, "outputs" | "check" | "admit" | "retain"> & { readonly filled: Properties }
  >;

/** A bucket has one of each; it is found by the bucket's name, in the bucket's location. */
function setting({ inputs, outputs = [], filled = {}, ...model }: Setting): ResourceModel {
  return regional({
    ...model,
    inputs: { bucket: ref(types.bucket, { required: true, replaces: true }), ...inputs },
    id: (context) => text(context.inputs, "bucket") ?? "",
    outputs,
    compute: (context) => fill(context.inputs, filled),
    unique: [
      {
        fields: ["bucket"],
        scope: "account",
        reason: "another resource sets this already, and the two would undo each other",
      },
    ],
  });
}

/** What is set on a bucket, of a type. */
export const settingOf = (world: World, type: string, bucket: string): StoredObject | undefined =>
  world.objects(type).find(({ state }) => state.bucket === bucket);

export const isVersioned = (world: World, bucket: string): boolean => {
  const set = settingOf(world, types.bucketVersioning, bucket)?.state.versioningConfiguration as Properties | undefined;
  return set?.status === "Enabled" || world.find(types.bucket, bucket)?.state.objectLockEnabled === true;
};

/** The bucket that a setting is on. */
const bucketOf = ({ inputs, world }: Admission) => world.find(types.bucket, text(inputs, "bucket") ?? "");

export const bucketVersioning = setting({
  type: types.bucketVersioning,
  docs: page("s3_bucket_versioning"),
  inputs: {
    versioningConfiguration: object(
      {
        status: string({ required: true, oneOf: ["Enabled", "Suspended", "Disabled"] }),
        mfaDelete: string({ oneOf: ["Enabled", "Disabled"] }),
      },
      { required: true },
    ),
    mfa: string(),
  },
  admit: (context) =>
    refuseIf(
      (context.inputs.versioningConfiguration as Properties).status !== "Enabled" &&
        bucketOf(context)?.state.objectLockEnabled === true,
      "versioningConfiguration.status",
      "InvalidBucketState: An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
    ),
});

export const bucketObjectLock = setting({
  type: types.bucketObjectLock,
  docs: page("s3_bucket_object_lock_configuration"),
  inputs: {
    objectLockEnabled: string({ default: "Enabled", replaces: true, oneOf: ["Enabled"] }),
    rule: object({
      defaultRetention: object(
        {
          mode: string({ required: true, oneOf: ["GOVERNANCE", "COMPLIANCE"] }),
          days: integer({ min: 1, max: 36_500, conflictsWith: ["years"] }),
          years: integer({ min: 1, max: 100 }),
        },
        { required: true },
      ),
    }),
    token: string({ secret: true }),
  },
  check: ({ inputs }) => {
    const retention = (inputs.rule as Properties | undefined)?.defaultRetention as Properties | undefined;
    return refuseIf(
      retention !== undefined && retention.days === undefined && retention.years === undefined,
      "rule.defaultRetention",
      "MalformedXML: a default retention is a number of days or of years",
    );
  },
  admit: (context) =>
    refuseIf(
      !isVersioned(context.world, text(context.inputs, "bucket") ?? ""),
      "bucket",
      "InvalidBucketState: Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    ),
});

const publicSetting = () => boolean({ default: false });
export const bucketPublicAccessBlock = setting({
  type: types.bucketPublicAccessBlock,
  docs: page("s3_bucket_public_access_block"),
  inputs: {
    blockPublicAcls: publicSetting(),
    blockPublicPolicy: publicSetting(),
    ignorePublicAcls: publicSetting(),
    restrictPublicBuckets: publicSetting(),
    skipDestroy: boolean(),
  },
});

export const bucketOwnershipControls = setting({
  type: types.bucketOwnershipControls,
  docs: page("s3_bucket_ownership_controls"),
  inputs: {
    rule: object(
      {
        objectOwnership: string({
          required: true,
          oneOf: ["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"],
        }),
      },
      { required: true },
    ),
  },
});

interface Encryption {
  readonly applyServerSideEncryptionByDefault?: { readonly sseAlgorithm?: string; readonly kmsMasterKeyId?: string };
}

export const bucketEncryption = setting({
  type: types.bucketEncryption,
  docs: page("s3_bucket_server_side_encryption_configuration"),
  inputs: {
    rules: list(
      object({
        applyServerSideEncryptionByDefault: object({
          sseAlgorithm: string({ required: true, oneOf: ["AES256", "aws:kms", "aws:kms:dsse"] }),
          kmsMasterKeyId: kmsKey(),
        }),
        blockedEncryptionTypes: list(string({ oneOf: ["SSE-C", "NONE"] })),
        bucketKeyEnabled: boolean(),
      }),
      { required: true, set: true, minItems: 1, maxItems: 1 },
    ),
  },
  check: ({ inputs }) =>
    (items(inputs.rules) as readonly Encryption[]).flatMap(({ applyServerSideEncryptionByDefault: chosen }, index) =>
      refuseIf(
        chosen?.sseAlgorithm === "AES256" && chosen.kmsMasterKeyId !== undefined,
        `rules[${index}].applyServerSideEncryptionByDefault.kmsMasterKeyId`,
        "InvalidArgument: a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms",
      ),
    ),
});

const classes = ["GLACIER", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "DEEP_ARCHIVE", "GLACIER_IR"];
const infrequent = ["STANDARD_IA", "ONEZONE_IA"];

interface Move {
  readonly days?: number;
  readonly noncurrentDays?: number;
  readonly storageClass?: string;
}
interface Aging {
  readonly id?: string;
  readonly transitions?: readonly Move[];
  readonly noncurrentVersionTransitions?: readonly Move[];
  readonly expiration?: {
    readonly days?: number;
    readonly date?: string;
    readonly expiredObjectDeleteMarker?: boolean;
  };
  readonly noncurrentVersionExpiration?: object;
  readonly abortIncompleteMultipartUpload?: object;
}

function wrongMoves(moves: readonly Move[], at: string): readonly Refusal[] {
  const daysOf = ({ days, noncurrentDays }: Move) => days ?? noncurrentDays ?? 0;
  const warm = moves.find(({ storageClass }) => infrequent.includes(storageClass ?? ""));
  return moves.flatMap((move, index) => [
    ...refuseIf(
      infrequent.includes(move.storageClass ?? "") && daysOf(move) < 30,
      `${at}[${index}]`,
      `InvalidArgument: 'Days' in Transition action must be greater than or equal to 30 for storageClass '${move.storageClass}'`,
    ),
    ...refuseIf(
      warm !== undefined && move !== warm && daysOf(move) < daysOf(warm) + 30,
      `${at}[${index}]`,
      `InvalidArgument: 'Days' in the Transition action for StorageClass '${move.storageClass}' must be 30 days more than in the Transition action for StorageClass '${warm?.storageClass}'`,
    ),
  ]);
}

function wrongRule(rule: Aging, at: string): readonly Refusal[] {
  const { transitions = [], noncurrentVersionTransitions = [], expiration } = rule;
  const latest = Math.max(0, ...transitions.map(({ days }) => days ?? 0));
  const acts =
    transitions.length + noncurrentVersionTransitions.length > 0 ||
    expiration !== undefined ||
    rule.noncurrentVersionExpiration !== undefined ||
    rule.abortIncompleteMultipartUpload !== undefined;
  return [
    ...refuseIf(!acts, at, "InvalidRequest: At least one action needs to be specified in a rule"),
    ...refuseIf(
      expiration?.expiredObjectDeleteMarker === true && expiration.days !== undefined,
      `${at}.expiration`,
      "MalformedXML: days and expiredObjectDeleteMarker can not be given together",
    ),
    ...refuseIf(
      expiration?.days !== undefined && transitions.length > 0 && expiration.days <= latest,
      `${at}.expiration.days`,
      "InvalidArgument: 'Days' in the Expiration action must be greater than 'Days' in the Transition action",
    ),
    ...wrongMoves(transitions, `${at}.transitions`),
    ...wrongMoves(noncurrentVersionTransitions, `${at}.noncurrentVersionTransitions`),
  ];
}

const positive = () => integer({ min: 1 });
const storageClass = () => string({ required: true, oneOf: classes });
export const bucketLifecycle = setting({
  type: types.bucketLifecycle,
  docs: page("s3_bucket_lifecycle_configuration"),
  inputs: {
    rules: list(
      object({
        id: string({ required: true, minLength: 1, maxLength: 255 }),
        status: string({ required: true, oneOf: ["Enabled", "Disabled"] }),
        filter: object({
          prefix: string(),
          objectSizeGreaterThan: integer({ min: 0 }),
          objectSizeLessThan: integer({ min: 1 }),
          tag: object({ key: string({ required: true }), value: string({ required: true }) }),
          and: object({
            prefix: string(),
            objectSizeGreaterThan: integer({ min: 0 }),
            objectSizeLessThan: integer({ min: 1 }),
            tags: map(string()),
          }),
        }),
        transitions: list(
          object({
            days: integer({ min: 0 }),
            date: string({ conflictsWith: ["days"] }),
            storageClass: storageClass(),
          }),
          { set: true },
        ),
        expiration: object({ days: positive(), date: string(), expiredObjectDeleteMarker: boolean() }),
        noncurrentVersionExpiration: object({
          noncurrentDays: integer({ min: 1, required: true }),
          newerNoncurrentVersions: positive(),
        }),
        noncurrentVersionTransitions: list(
          object({
            noncurrentDays: integer({ min: 0, required: true }),
            newerNoncurrentVersions: positive(),
            storageClass: storageClass(),
          }),
          { set: true },
        ),
        abortIncompleteMultipartUpload: object({ daysAfterInitiation: positive() }),
      }),
      { required: true, minItems: 1, maxItems: 1000 },
    ),
    transitionDefaultMinimumObjectSize: string({
      computed: true,
      oneOf: ["all_storage_classes_128K", "varies_by_storage_class"],
    }),
  },
  filled: { transitionDefaultMinimumObjectSize: "all_storage_classes_128K" },
  check: ({ inputs }) => {
    const rules = items(inputs.rules) as readonly Aging[];
    const ids = rules.map(({ id }) => id);
    return [
      ...refuseIf(new Set(ids).size < ids.length, "rules", "InvalidArgument: Rule ID must be unique."),
      ...rules.flatMap((rule, index) => wrongRule(rule, `rules[${index}]`)),
    ];
  },
});

/** Anyone at all, without a condition. */
const isOpen = (document: string) =>
  statementsOf(document).some(
    (statement) =>
      statement.Effect === "Allow" && principals(statement, "AWS").includes("*") && statement.Condition === undefined,
  );

const policyLimit = 20 * 1024;

function admitPolicy(context: Admission): readonly Refusal[] {
  const { inputs, world, placement } = context;
  const document = text(inputs, "policy") ?? "{}";
  const bucket = bucketOf(context);
  const arn = text(bucket?.state, "arn") ?? "";
  const foreign = statementsOf(document)
    .flatMap(({ Resource, NotResource }) => [...listed(Resource), ...listed(NotResource)])
    .find((resource) => resource !== arn && !resource.startsWith(`${arn}/`));
  const missing = statementsOf(document)
    .flatMap((statement) => principals(statement, "AWS"))
    .find((name) => name.includes(`:${placement.account}:role/`) && !world.find(types.role, name, "arn"));
  const blocked = settingOf(world, types.bucketPublicAccessBlock, bucket?.id ?? "")?.state.blockPublicPolicy === true;
  return [
    ...(foreign === undefined ? [] : refuse("policy", `MalformedPolicy: Policy has invalid resource (${foreign})`)),
    ...(missing === undefined ? [] : refuse("policy", `MalformedPolicy: Invalid principal in policy (${missing})`)),
    ...refuseIf(
      blocked && isOpen(document),
      "policy",
      "AccessDenied: public policies are blocked by the BlockPublicPolicy block public access setting.",
    ),
  ];
}

export const bucketPolicy = setting({
  type: types.bucketPolicy,
  docs: page("s3_bucket_policy"),
  inputs: { policy: json({ required: true }) },
  check: ({ inputs }) => {
    const document = text(inputs, "policy");
    return [
      ...malformedResourcePolicy("policy", document, "MalformedPolicy"),
      ...refuseIf(
        (document?.length ?? 0) > policyLimit,
        "policy",
        "PolicyTooLarge: Policy exceeds the maximum allowed size",
      ),
    ];
  },
  admit: admitPolicy,
});

function admitLogging({ inputs, world, region }: Admission): readonly Refusal[] {
  const target = text(inputs, "targetBucket") ?? "";
  const complaint = (reason: string) => refuse("targetBucket", `InvalidTargetBucketForLogging: ${reason}`);
  const bucket = world.find(types.bucket, target);
  if (bucket?.placement.region !== region)
    return complaint("the target bucket has to be in the location of the bucket that is logged");
  const encryption = settingOf(world, types.bucketEncryption, target);
  const [rule] = items(encryption?.state.rules) as readonly Encryption[];
  if (rule?.applyServerSideEncryptionByDefault?.sseAlgorithm?.startsWith("aws:kms"))
    return complaint("logs can not be delivered to a bucket whose default encryption is SSE-KMS");
  if (settingOf(world, types.bucketObjectLock, target)?.state.rule !== undefined)
    return complaint("the target bucket can not have a default retention period");
  const policy = text(settingOf(world, types.bucketPolicy, target)?.state, "policy") ?? '{"Statement":[]}';
  const lets = allowing(policy, "s3:PutObject", "Service", (name) => name === "logging.s3.amazonaws.com");
  return lets.length > 0
    ? []
    : complaint("You must give logging.s3.amazonaws.com the permission s3:PutObject on the target bucket");
}

export const bucketLogging = setting({
  type: types.bucketLogging,
  docs: page("s3_bucket_logging"),
  inputs: {
    targetBucket: ref(types.bucket, { required: true, holds: false, sameRegion: false }),
    targetPrefix: string({ required: true }),
    targetObjectKeyFormat: object({
      partitionedPrefix: object(
        { partitionDateSource: string({ required: true, oneOf: ["EventTime", "DeliveryTime"] }) },
        { conflictsWith: ["simplePrefix"] },
      ),
      simplePrefix: object({}),
    }),
  },
  admit: admitLogging,
});
