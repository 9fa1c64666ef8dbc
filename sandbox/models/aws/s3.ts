import { boolean, integer, json, list, map, object, type ResourceModel, ref, string } from "../../core/model";
import { derivedHex, fill, page, partitionOf, refuseIf, regional, tagged, text, types } from "./common";
import { anArn } from "./logs";

const cannedAcls = [
  "private",
  "public-read",
  "public-read-write",
  "aws-exec-read",
  "authenticated-read",
  "log-delivery-write",
];
const storageClasses = ["GLACIER", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "DEEP_ARCHIVE", "GLACIER_IR"];

const transition = { days: integer({ min: 0 }), storageClass: string({ required: true, oneOf: storageClasses }) };

/** What is set on a bucket has types of its own (./s3-settings). Websites and ACL grants have no model. */
export const bucket: ResourceModel = regional(
  tagged({
    type: types.bucket,
    docs: page("s3_bucket"),
    inputs: {
      bucket: string({
        computed: true,
        replaces: true,
        minLength: 3,
        maxLength: 63,
        pattern: /^(?!\d+\.\d+\.\d+\.\d+$)(?!xn--)(?!.*\.\.)[a-z0-9][a-z0-9.-]*[a-z0-9]$/,
        conflictsWith: ["bucketPrefix"],
      }),
      bucketPrefix: string({ computed: true, replaces: true, maxLength: 37 }),
      acl: string({ computed: true, oneOf: cannedAcls }),
      forceDestroy: boolean({ default: false }),
      objectLockEnabled: boolean({ computed: true, replaces: true }),
      policy: json({ computed: true }),
      accelerationStatus: string({ computed: true, oneOf: ["Enabled", "Suspended"] }),
      requestPayer: string({ computed: true, oneOf: ["BucketOwner", "Requester"] }),
      corsRules: list(
        object({
          allowedMethods: list(string({ oneOf: ["GET", "PUT", "HEAD", "POST", "DELETE"] }), { required: true }),
          allowedOrigins: list(string(), { required: true }),
          allowedHeaders: list(string()),
          exposeHeaders: list(string()),
          maxAgeSeconds: integer({ min: 0 }),
        }),
        { computed: true, maxItems: 100 },
      ),
      logging: object(
        { targetBucket: ref(types.bucket, { required: true }), targetPrefix: string() },
        { computed: true },
      ),
      objectLockConfiguration: object(
        {
          objectLockEnabled: string({ oneOf: ["Enabled"], replaces: true }),
          rule: object({
            defaultRetention: object(
              {
                mode: string({ required: true, oneOf: ["GOVERNANCE", "COMPLIANCE"] }),
                days: integer({ min: 1, max: 36500, conflictsWith: ["years"] }),
                years: integer({ min: 1, max: 100 }),
              },
              { required: true },
            ),
          }),
        },
        { computed: true },
      ),
      versioning: object(
        { enabled: boolean({ default: false }), mfaDelete: boolean({ default: false }) },
        { computed: true },
      ),
      serverSideEncryptionConfiguration: object(
        {
          rule: object(
            {
              applyServerSideEncryptionByDefault: object({
                sseAlgorithm: string({ required: true, oneOf: ["AES256", "aws:kms", "aws:kms:dsse"] }),
                kmsMasterKeyId: string({ pattern: anArn }),
              }),
              blockedEncryptionTypes: list(string()),
              bucketKeyEnabled: boolean(),
            },
            { required: true },
          ),
        },
        { computed: true },
      ),
      lifecycleRules: list(
        object({
          enabled: boolean({ required: true }),
          id: string({ maxLength: 255 }),
          prefix: string(),
          tags: map(string()),
          abortIncompleteMultipartUploadDays: integer({ min: 0 }),
          expiration: object({ days: integer({ min: 0 }), date: string(), expiredObjectDeleteMarker: boolean() }),
          noncurrentVersionExpiration: object({ days: integer({ min: 1 }) }),
          transitions: list(object({ ...transition, date: string() }), { set: true }),
          noncurrentVersionTransitions: list(object(transition), { set: true }),
        }),
        { computed: true },
      ),
    },
    id: (context) => {
      const prefix = text(context.inputs, "bucketPrefix") ?? `${context.resourceName.toLowerCase()}-`;
      return text(context.inputs, "bucket") ?? `${prefix}${context.hex(7)}`;
    },
    outputs: [
      "arn",
      "bucketDomainName",
      "bucketRegion",
      "bucketRegionalDomainName",
      "hostedZoneId",
      "websiteDomain",
      "websiteEndpoint",
    ],
    compute: ({ id, inputs, region }) => ({
      arn: `arn:${partitionOf(region)}:s3:::${id}`,
      bucketDomainName: `${id}.s3.amazonaws.com`,
      bucketRegion: region,
      bucketRegionalDomainName: `${id}.s3.${region}.amazonaws.com`,
      hostedZoneId: `Z${derivedHex(region, "s3", 13).toUpperCase()}`,
      websiteDomain: "",
      websiteEndpoint: "",
      ...fill(inputs, {
        bucket: id,
        bucketPrefix: "",
        acl: "private",
        objectLockEnabled: false,
        policy: "",
        accelerationStatus: "",
        requestPayer: "BucketOwner",
        versioning: { enabled: false, mfaDelete: false },
        serverSideEncryptionConfiguration: {
          rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: false },
        },
        lifecycleRules: [],
        corsRules: [],
      }),
    }),
    unique: [
      {
        fields: ["bucket"],
        scope: "cloud",
        reason:
          "BucketAlreadyExists: The requested bucket name is not available; all users of the system share the namespace",
      },
    ],
    check: ({ inputs }) =>
      refuseIf(
        inputs.accelerationStatus !== undefined && (text(inputs, "bucket") ?? "").includes("."),
        "accelerationStatus",
        "InvalidRequest: S3 Transfer Acceleration is not supported for buckets with periods (.) in their names",
      ),
  }),
);
