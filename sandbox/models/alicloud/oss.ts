/** Object storage: the bucket itself. What is set with types of its own (ACL, policy, replication) has no model yet. */
import { boolean, defineResource, integer, json, list, object, string } from "../../core/model";
import { page, resourceGroupId, tags, text } from "./fields";

const bucketType = "alicloud:oss/bucket:Bucket";
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
      kmsMasterKeyId: string(),
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
