/** Regional secrets of Secret Manager. */
import { findLocation } from "../../../src/facts/locations";
import { boolean, list, map, object, ref, string } from "../../core/model";
import { defineGcp, invalid, labelOutputs, labelsField, labelsOf, projectOf, text, timestamp } from "./common";
import { defineIamMember } from "./iam";
import { keyField, keyIn, keyRefusals } from "./kms";

const secretType = "gcp:secretmanager/regionalSecret:RegionalSecret";
const versionType = "gcp:secretmanager/regionalSecretVersion:RegionalSecretVersion";
const seconds = () => string({ pattern: /^\d+(\.\d{1,9})?s$/, hint: "seconds: 86400s" });

export const regionalSecret = defineGcp({
  type: secretType,
  page: "secret_manager_regional_secret",
  apis: ["secretmanager"],
  location: "global",
  inputs: {
    secretId: string({
      required: true,
      replaces: true,
      pattern: /^[A-Za-z0-9_-]{1,255}$/,
      hint: "1 to 255 letters, digits, _ and -",
    }),
    location: string({ required: true, replaces: true }),
    customerManagedEncryption: object({ kmsKeyName: keyField({ required: true }) }),
    annotations: map(string()),
    deletionProtection: boolean({ default: false }),
    expireTime: string({ computed: true, conflictsWith: ["ttl"] }),
    labels: labelsField(),
    rotation: object({ nextRotationTime: string(), rotationPeriod: seconds() }),
    tags: map(string({ pattern: /^tagValues\/\d+$/ }), { keyPattern: /^tagKeys\/\d+$/, replaces: true }),
    topics: list(object({ name: string({ required: true }) }), { maxItems: 10 }),
    ttl: seconds(),
    versionAliases: map(string(), { maxEntries: 50 }),
    versionDestroyTtl: seconds(),
  },
  outputs: ["createTime", "effectiveAnnotations", "name", ...labelOutputs],
  id: (context) =>
    `projects/${projectOf(context)}/locations/${context.inputs.location}/secrets/${context.inputs.secretId}`,
  compute: (context) => ({
    createTime: timestamp(context),
    effectiveAnnotations: context.inputs.annotations ?? {},
    expireTime: "",
    name: context.id,
    ...labelsOf(context.inputs),
  }),
  check: ({ inputs }) => {
    const location = text(inputs.location);
    if (location === undefined || findLocation("gcp", location)) return [];
    return [invalid("location", `'${location}'. There is no such location of secrets`)];
  },
  admit: ({ inputs, world, placement }) =>
    keyRefusals(world, {
      property: "customerManagedEncryption.kmsKeyName",
      key: keyIn(inputs.customerManagedEncryption, "kmsKeyName"),
      location: text(inputs.location) ?? "",
      api: "secretmanager",
      project: placement.account,
    }),
  retain: ({ id, inputs }) =>
    inputs.deletionProtection === true
      ? `cannot destroy regional secret ${id} without setting deletion_protection=false and running an update`
      : undefined,
});

/** Payloads have 64 KiB at most. */
const largest = 65_536;

export const regionalSecretVersion = defineGcp({
  type: versionType,
  page: "secret_manager_regional_secret_version",
  apis: ["secretmanager"],
  location: "global",
  takesProject: false,
  inputs: {
    secret: ref(secretType, { required: true, replaces: true }),
    secretData: string({ required: true, replaces: true, secret: true, minLength: 1, maxLength: largest }),
    enabled: boolean({ default: true }),
    isSecretDataBase64: boolean({ default: false, replaces: true }),
  },
  outputs: ["createTime", "customerManagedEncryptions", "destroyTime", "location", "name", "version"],
  id: ({ inputs, world }) => {
    const numbers = world
      .objects(versionType)
      .filter((other) => other.inputs.secret === inputs.secret)
      .map(({ state }) => Number(state.version));
    return `${inputs.secret}/versions/${Math.max(0, ...numbers) + 1}`;
  },
  compute: (context) => ({
    createTime: timestamp(context),
    customerManagedEncryptions: [],
    destroyTime: "",
    location: /\/locations\/([^/]+)\//.exec(context.id)?.[1] ?? "",
    name: context.id,
    version: context.id.slice(context.id.lastIndexOf("/") + 1),
  }),
});

export const regionalSecretIamMember = defineIamMember({
  type: "gcp:secretmanager/regionalSecretIamMember:RegionalSecretIamMember",
  page: "secret_manager_regional_secret_iam",
  apis: ["secretmanager"],
  resource: {
    secretId: ref(secretType, { by: ["id", "name", "secretId"], required: true, replaces: true }),
    location: string({ replaces: true, computed: true }),
  },
  computed: ({ inputs, region }) => ({ location: text(inputs.location) ?? region }),
  target: ({ secretId }) => String(secretId),
});
