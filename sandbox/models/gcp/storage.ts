/** Cloud Storage buckets. */
import { findLocation } from "../../../src/facts/locations";
import { boolean, integer, list, object, type Refusal, ref, string } from "../../core/model";
import {
  autoname,
  defineGcp,
  given,
  invalid,
  labelOutputs,
  labelsField,
  labelsOf,
  objects,
  text,
  timestamp,
} from "./common";
import { defineIamMember } from "./iam";
import { keyField, keyIn, keyRefusals } from "./kms";

const classes = ["STANDARD", "MULTI_REGIONAL", "REGIONAL", "NEARLINE", "COLDLINE", "ARCHIVE"];
const multiRegions = ["US", "EU", "ASIA"];
/** Predefined dual-regions ("Bucket locations" of the Cloud Storage documentation). */
const dualRegions = ["ASIA1", "EUR4", "EUR5", "EUR7", "EUR8", "NAM4"];
const enforcement = () =>
  object(
    { restrictionMode: string({ required: true, oneOf: ["NotRestricted", "FullyRestricted"] }) },
    { computed: true },
  );
const date = () => string({ pattern: /^\d{4}-\d{2}-\d{2}$/ });
const count = () => integer({ min: 0 });

export const bucketType = "gcp:storage/bucket:Bucket";
/** A hundred years. */
const longestRetention = 3_155_760_000;

export const bucket = defineGcp({
  type: bucketType,
  page: "storage_bucket",
  location: "global",
  inputs: {
    name: string({
      replaces: true,
      default: autoname,
      pattern: /^(?!goog)(?!.*google)[a-z0-9][a-z0-9_.-]{1,61}[a-z0-9]$/,
      hint: "3 to 63 lower-case letters, digits, -, _ and ., without google in it",
    }),
    location: string({ required: true, replaces: true }),
    customPlacementConfig: object({ dataLocations: list(string(), { required: true, set: true }) }, { replaces: true }),
    storageClass: string({ oneOf: classes, default: "STANDARD" }),
    uniformBucketLevelAccess: boolean({ computed: true }),
    publicAccessPrevention: string({ oneOf: ["inherited", "enforced"], computed: true }),
    versioning: object({ enabled: boolean({ required: true }) }, { computed: true }),
    encryption: object({
      defaultKmsKeyName: keyField(),
      customerManagedEncryptionEnforcementConfig: enforcement(),
      customerSuppliedEncryptionEnforcementConfig: enforcement(),
      googleManagedEncryptionEnforcementConfig: enforcement(),
    }),
    retentionPolicy: object({
      retentionPeriod: string({ required: true, pattern: /^[1-9]\d{0,9}$/, hint: "seconds" }),
      isLocked: boolean({ default: false }),
    }),
    softDeletePolicy: object(
      { retentionDurationSeconds: integer({ min: 0, max: 7_776_000, default: 604_800 }) },
      { computed: true },
    ),
    lifecycleRules: list(
      object({
        action: object(
          {
            type: string({ required: true, oneOf: ["Delete", "SetStorageClass", "AbortIncompleteMultipartUpload"] }),
            storageClass: string({ oneOf: classes }),
          },
          { required: true },
        ),
        condition: object(
          {
            age: count(),
            createdBefore: date(),
            customTimeBefore: date(),
            daysSinceCustomTime: count(),
            daysSinceNoncurrentTime: count(),
            matchesPrefixes: list(string()),
            matchesStorageClasses: list(string({ oneOf: classes })),
            matchesSuffixes: list(string()),
            noncurrentTimeBefore: date(),
            numNewerVersions: count(),
            withState: string({ oneOf: ["LIVE", "ARCHIVED", "ANY"], computed: true }),
          },
          { required: true },
        ),
      }),
      { set: true, maxItems: 100 },
    ),
    autoclass: object({
      enabled: boolean({ required: true }),
      terminalStorageClass: string({ oneOf: ["NEARLINE", "ARCHIVE"], computed: true }),
    }),
    cors: list(
      object({
        maxAgeSeconds: count(),
        methods: list(string()),
        origins: list(string()),
        responseHeaders: list(string()),
      }),
    ),
    website: object({ mainPageSuffix: string(), notFoundPage: string() }, { computed: true }),
    logging: object({
      logBucket: ref(bucketType, { by: ["name", "id"], required: true, holds: false, sameRegion: false }),
      logObjectPrefix: string({ computed: true }),
    }),
    hierarchicalNamespace: object({ enabled: boolean({ required: true, replaces: true }) }, { replaces: true }),
    rpo: string({ oneOf: ["DEFAULT", "ASYNC_TURBO"], computed: true }),
    requesterPays: boolean(),
    defaultEventBasedHold: boolean(),
    enableObjectRetention: boolean({ replaces: true }),
    forceDestroy: boolean({ default: false }),
    labels: labelsField(),
  },
  outputs: ["projectNumber", "selfLink", "timeCreated", "updated", "url", ...labelOutputs],
  id: ({ inputs }) => String(inputs.name),
  compute: (context) => {
    const { inputs, id } = context;
    const created = timestamp(context);
    return {
      // The API answers locations in capitals.
      location: String(inputs.location).toUpperCase(),
      uniformBucketLevelAccess: false,
      publicAccessPrevention: "inherited",
      versioning: { enabled: false },
      softDeletePolicy: { retentionDurationSeconds: 604_800 },
      website: {},
      rpo: "DEFAULT",
      projectNumber: Number(context.digits(12)),
      selfLink: `https://www.googleapis.com/storage/v1/b/${id}`,
      timeCreated: created,
      updated: created,
      url: `gs://${id}`,
      ...labelsOf(inputs),
    };
  },
  unique: [
    { fields: ["name"], scope: "cloud", reason: "Error 409: The requested bucket name is not available, conflict" },
  ],
  check: ({ inputs }) => {
    const refusals: Refusal[] = [];
    const location = text(inputs.location);
    if (location !== undefined && !isLocation(location))
      refusals.push(invalid("location", `'${location}'. The specified location constraint is not valid`));
    const places = objects([inputs.customPlacementConfig ?? null])[0]?.dataLocations;
    if (
      Array.isArray(places) &&
      (places.length !== 2 || places.some((place) => !findLocation("gcp", String(place).toLowerCase())))
    )
      refusals.push(invalid("customPlacementConfig.dataLocations", "it must name two regions"));
    for (const [index, rule] of objects(inputs.lifecycleRules).entries()) {
      const action = objects([rule.action ?? null])[0] ?? {};
      if ((action.type === "SetStorageClass") !== given(action.storageClass))
        refusals.push(
          invalid(`lifecycleRules[${index}].action.storageClass`, "goes with SetStorageClass, and only with it"),
        );
    }
    const retention = objects([inputs.retentionPolicy ?? null])[0];
    if (retention && Number(retention.retentionPeriod) > longestRetention)
      refusals.push(
        invalid("retentionPolicy.retentionPeriod", `'${retention.retentionPeriod}'. A hundred years are the most`),
      );
    if (retention && objects([inputs.versioning ?? null])[0]?.enabled === true)
      refusals.push(
        invalid(
          "versioning",
          "Retention policies and Object Versioning are mutually exclusive features in Cloud Storage",
        ),
      );
    return refusals;
  },
  admit: ({ inputs, self, world, placement }) => {
    const unusable = keyRefusals(world, {
      property: "encryption.defaultKmsKeyName",
      key: keyIn(inputs.encryption, "defaultKmsKeyName"),
      location: text(inputs.location) ?? "",
      api: "storage",
      project: placement.account,
    });
    if (unusable.length > 0) return unusable;
    const before = objects([self?.inputs.retentionPolicy ?? null])[0];
    const after = objects([inputs.retentionPolicy ?? null])[0];
    if (before?.isLocked !== true) return [];
    const shorter = !after || Number(after.retentionPeriod) < Number(before.retentionPeriod) || after.isLocked !== true;
    return shorter
      ? [invalid("retentionPolicy", "a locked retention policy can neither be removed nor shortened")]
      : [];
  },
});

function isLocation(location: string): boolean {
  const upper = location.toUpperCase();
  return (
    multiRegions.includes(upper) ||
    dualRegions.includes(upper) ||
    findLocation("gcp", location.toLowerCase()) !== undefined
  );
}

export const bucketIamMember = defineIamMember({
  type: "gcp:storage/bucketIAMMember:BucketIAMMember",
  page: "storage_bucket_iam",
  takesProject: false,
  resource: { bucket: ref(bucketType, { by: ["name", "id"], required: true, replaces: true }) },
  target: ({ bucket: name }) => `b/${name}`,
  forbidsPublic: ({ bucket: name }, world) =>
    world.find(bucketType, String(name))?.state.publicAccessPrevention === "enforced",
  admit: ({ inputs, world }) => {
    if (!given(inputs.condition)) return [];
    if (world.find(bucketType, String(inputs.bucket))?.state.uniformBucketLevelAccess !== true)
      return [invalid("condition", "IAM conditions can only be set on a bucket with uniform bucket-level access")];
    return String(inputs.role).startsWith("roles/storage.legacy")
      ? [invalid("condition", `${inputs.role} takes no condition`)]
      : [];
  },
});
