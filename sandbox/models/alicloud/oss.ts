/** Object storage: the bucket itself. What is set with types of its own: oss-settings.ts, oss-replication.ts. */
import {
  boolean,
  defineResource,
  integer,
  json,
  list,
  type ModelContext,
  object,
  type Properties,
  type Refusal,
  string,
} from "../../core/model";
import { objects, page, resourceGroupId, tags, text, unless } from "./fields";
import { keyId } from "./kms";

export const bucketType = "alicloud:oss/bucket:Bucket";
const wholeDays = integer({ min: 1 });

export const bucket = defineResource({
  type: bucketType,
  docs: page("oss_bucket"),
  location: "region",
  inputs: {
    bucket: string({
      minLength: 3,
      maxLength: 63,
      pattern: /^[a-z0-9][a-z0-9-]*[a-z0-9]$/,
      replaces: true,
      default: (_inputs, { account }, name) =>
        `${name.toLowerCase().replace(/[^a-z0-9-]/g, "-")}-${account}`.slice(0, 63),
    }),
    acl: string({ oneOf: ["private", "public-read", "public-read-write"], computed: true }),
    forceDestroy: boolean({ default: false }),
    logging: object({ targetBucket: string({ required: true }), targetPrefix: string() }),
    policy: json(),
    redundancyType: string({ oneOf: ["LRS", "ZRS"], default: "LRS", replaces: true }),
    resourceGroupId,
    serverSideEncryptionRule: object({
      sseAlgorithm: string({ required: true, oneOf: ["AES256", "KMS"] }),
      kmsMasterKeyId: keyId(),
      kmsDataEncryption: string({ oneOf: ["SM4"] }),
    }),
    storageClass: string({
      oneOf: ["Standard", "IA", "Archive", "ColdArchive", "DeepColdArchive"],
      default: "Standard",
      replaces: true,
    }),
    tags: tags(),
    transferAcceleration: object({ enabled: boolean({ required: true }) }),
    versioning: object({ status: string({ required: true, oneOf: ["Enabled", "Suspended"] }) }),
    accessMonitor: object({ status: string({ oneOf: ["Enabled", "Disabled"] }) }),
    lifecycleRuleAllowSameActionOverlap: boolean(),
    lifecycleRules: list(lifecycleRule(), { maxItems: 1000 }),
  },
  check: (context) => [
    ...redundancyRefusals(context),
    ...encryptionRefusals(context.inputs),
    ...lifecycleRefusals(context.inputs),
  ],
  admit: ({ inputs, self }) =>
    unless(
      self?.inputs.versioning === undefined || inputs.versioning !== undefined,
      "versioning",
      "InvalidArgument: versioning can be suspended, and never be taken away",
    ),
  unique: [{ fields: ["bucket"], scope: "cloud", reason: "BucketAlreadyExists: the name is taken" }],
  id: ({ inputs }) => text(inputs, "bucket"),
  outputs: ["creationDate", "extranetEndpoint", "intranetEndpoint", "location", "owner"],
  compute: ({ region, placement }) => ({
    acl: "private",
    creationDate: "2024-01-01",
    extranetEndpoint: `oss-${region}.aliyuncs.com`,
    intranetEndpoint: `oss-${region}-internal.aliyuncs.com`,
    location: `oss-${region}`,
    owner: placement.account,
    resourceGroupId: "rg-acfm00000000000",
  }),
});

/** "Storage redundancy": locations with zone-redundant buckets. */
const zoneRedundant = new Set(
  `cn-hangzhou cn-shanghai cn-beijing cn-zhangjiakou cn-wulanchabu cn-shenzhen cn-hongkong ap-northeast-1 ap-southeast-1
   ap-southeast-5 ap-southeast-3 eu-central-1 us-west-1 us-east-1 ap-southeast-6 ap-southeast-7 ap-northeast-2 me-east-1
   eu-west-1`.split(/\s+/),
);

function redundancyRefusals({ inputs, region }: ModelContext): readonly Refusal[] {
  return unless(
    inputs.redundancyType !== "ZRS" || zoneRedundant.has(region),
    "redundancyType",
    `InvalidArgument: ${region} has no zone-redundant storage`,
  );
}

function encryptionRefusals({ serverSideEncryptionRule: rule }: Properties): readonly Refusal[] {
  const [given] = objects(rule === undefined ? undefined : [rule]);
  if (!given) return [];
  return (["kmsMasterKeyId", "kmsDataEncryption"] as const).flatMap((field) =>
    unless(
      given.sseAlgorithm !== "AES256" || given[field] === undefined,
      `serverSideEncryptionRule.${field}`,
      "InvalidArgument: only with sseAlgorithm KMS",
    ),
  );
}

/** A rule without a prefix is for all objects; two rules for the same objects are one too many. */
function lifecycleRefusals({ lifecycleRules, lifecycleRuleAllowSameActionOverlap }: Properties): readonly Refusal[] {
  const rules = objects(lifecycleRules);
  const prefixes = rules.map((rule) => text(rule, "prefix"));
  const overlap = prefixes.some((one, index) => prefixes.some((other, at) => at !== index && one.startsWith(other)));
  return [
    ...unless(
      !overlap || lifecycleRuleAllowSameActionOverlap === true,
      "lifecycleRules",
      "InvalidArgument: prefixes of rules overlap",
    ),
    ...rules.flatMap((rule, index) => {
      const transitions = objects(rule.transitions);
      const daysTo = (storageClass: string) =>
        transitions.find((transition) => transition.storageClass === storageClass)?.days;
      const [warm, cold] = [daysTo("IA"), daysTo("Archive")];
      const twice = objects(rule.expirations).some(
        (expiration) => expiration.expiredObjectDeleteMarker === true && expiration.days !== undefined,
      );
      return [
        ...unless(
          typeof warm !== "number" || typeof cold !== "number" || warm < cold,
          `lifecycleRules[${index}].transitions`,
          "InvalidArgument: objects go to IA before they go to Archive",
        ),
        ...unless(
          !twice,
          `lifecycleRules[${index}].expirations`,
          "InvalidArgument: days or expiredObjectDeleteMarker, not both",
        ),
      ];
    }),
  ];
}

function lifecycleRule() {
  const days = { days: wholeDays, createdBeforeDate: string({ pattern: /^\d{4}-\d{2}-\d{2}$/ }) };
  const storageClass = string({ required: true, oneOf: ["IA", "Archive", "ColdArchive", "DeepColdArchive"] });
  return object({
    id: string({ maxLength: 255 }),
    enabled: boolean({ required: true }),
    prefix: string({ maxLength: 1023 }),
    expirations: list(object({ ...days, date: string(), expiredObjectDeleteMarker: boolean() })),
    transitions: list(object({ ...days, storageClass, isAccessTime: boolean(), returnToStdWhenVisit: boolean() })),
    abortMultipartUploads: list(object(days)),
    noncurrentVersionExpirations: list(object({ days: wholeDays })),
    noncurrentVersionTransitions: list(
      object({ days: wholeDays, storageClass, isAccessTime: boolean(), returnToStdWhenVisit: boolean() }),
    ),
    tags: tags(),
  });
}
