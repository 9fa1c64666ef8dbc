/** Log buckets, sinks and exclusions of a project. */
import { findLocation } from "../../../src/facts/locations";
import { boolean, integer, list, type ModelContext, object, type Refusal, string, type World } from "../../core/model";
import { defineGcp, given, invalid, projectId, projectOf, refuse, text } from "./common";
import { keyField, keyIn, keyRefusals } from "./kms";

const bucketType = "gcp:logging/projectBucketConfig:ProjectBucketConfig";
const entryName = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;
const filter = (options: { required?: true } = {}) => string({ maxLength: 20_000, ...options });
/** Locations of log buckets that are no region. */
const wide = ["global", "us", "eu"];

export const projectBucketConfig = defineGcp({
  type: bucketType,
  page: "logging_project_bucket_config",
  apis: ["logging"],
  location: "global",
  inputs: {
    project: string({ required: true, replaces: true, pattern: projectId }),
    location: string({ required: true, replaces: true }),
    bucketId: string({ required: true, replaces: true, pattern: entryName }),
    description: string({ computed: true }),
    retentionDays: integer({ min: 1, max: 3650, default: 30 }),
    locked: boolean(),
    enableAnalytics: boolean(),
    cmekSettings: object({ kmsKeyName: keyField({ required: true }) }),
    indexConfigs: list(
      object({
        fieldPath: string({ required: true }),
        type: string({ required: true, oneOf: ["INDEX_TYPE_STRING", "INDEX_TYPE_INTEGER"] }),
      }),
      { set: true, maxItems: 20 },
    ),
  },
  outputs: ["lifecycleState", "name"],
  id: ({ inputs }) => `projects/${inputs.project}/locations/${inputs.location}/buckets/${inputs.bucketId}`,
  compute: ({ id }) => ({ description: "", lifecycleState: "ACTIVE", name: id }),
  check: ({ inputs }) => {
    const location = text(inputs.location);
    if (location === undefined || wide.includes(location) || findLocation("gcp", location)) return [];
    return [invalid("location", `'${location}'. There is no such location of log buckets`)];
  },
  admit: ({ inputs, self, world, placement }) => {
    const refusals: Refusal[] = [];
    if (self && given(self.inputs.cmekSettings) !== given(inputs.cmekSettings))
      refusals.push(
        refuse("cmekSettings", "Error 400: CMEK can only be configured when the bucket is created, invalidArgument"),
      );
    refusals.push(
      ...keyRefusals(world, {
        property: "cmekSettings.kmsKeyName",
        key: keyIn(inputs.cmekSettings, "kmsKeyName"),
        location: text(inputs.location) ?? "",
        api: "logging",
        project: placement.account,
      }),
    );
    if (self?.inputs.locked === true && inputs.locked !== true)
      refusals.push(refuse("locked", "Error 400: a locked bucket stays locked, failedPrecondition"));
    if (self?.inputs.locked === true && inputs.retentionDays !== self.inputs.retentionDays)
      refusals.push(
        refuse("retentionDays", "Error 400: the retention of a locked bucket can not change, failedPrecondition"),
      );
    if (self?.inputs.enableAnalytics === true && inputs.enableAnalytics !== true)
      refusals.push(refuse("enableAnalytics", "Error 400: log analytics can not be switched off, invalid"));
    return refusals;
  },
  retain: ({ id, inputs }) => (inputs.locked === true ? `Error 400: ${id} is locked, failedPrecondition` : undefined),
});

const destinations =
  /^(logging\.googleapis\.com\/projects\/[^/]+(\/locations\/[^/]+\/buckets\/[^/]+)?|storage\.googleapis\.com\/[^/]+|bigquery\.googleapis\.com\/projects\/[^/]+\/datasets\/[^/]+|pubsub\.googleapis\.com\/projects\/[^/]+\/topics\/[^/]+)$/;
const storageType = "gcp:storage/bucket:Bucket";

/** Whether what the destination names exists. Of the stores that have models: log buckets and storage buckets. */
function exists(world: World, destination: string): boolean {
  const [service, ...path] = destination.split("/");
  const name = path.join("/");
  if (service === "storage.googleapis.com") return world.find(storageType, name) !== undefined;
  if (service === "logging.googleapis.com" && name.includes("/buckets/"))
    return world.find(bucketType, name) !== undefined;
  return false;
}

export const projectSink = defineGcp({
  type: "gcp:logging/projectSink:ProjectSink",
  page: "logging_project_sink",
  apis: ["logging"],
  location: "global",
  inputs: {
    name: string({ replaces: true, pattern: entryName, default: (_inputs, _placement, resourceName) => resourceName }),
    destination: string({ required: true, pattern: destinations }),
    filter: filter(),
    description: string({ maxLength: 8_000 }),
    disabled: boolean(),
    uniqueWriterIdentity: boolean({ default: true }),
    customWriterIdentity: string(),
    exclusions: list(
      object({
        name: string({ required: true, pattern: entryName }),
        filter: filter({ required: true }),
        description: string(),
        disabled: boolean({ default: false }),
      }),
      { maxItems: 50 },
    ),
  },
  outputs: ["writerIdentity"],
  id: (context) => `projects/${projectOf(context)}/sinks/${context.inputs.name}`,
  compute: (context) => {
    const project = projectOf(context);
    // A sink to a log bucket of its own project writes as the service itself.
    const own = text(context.inputs.destination)?.startsWith(`logging.googleapis.com/projects/${project}/`);
    return {
      writerIdentity: own ? "" : `serviceAccount:service-${context.digits(12)}@gcp-sa-logging.iam.gserviceaccount.com`,
    };
  },
  unique: [
    { fields: ["name"], scope: "account", reason: "Error 409: a sink of this name already exists, alreadyExists" },
  ],
  admit: ({ inputs, world }) => {
    const destination = text(inputs.destination) ?? "";
    return exists(world, destination) ? [] : [invalid("destination", `'${destination}'. It does not exist`)];
  },
});

const exclusionType = "gcp:logging/projectExclusion:ProjectExclusion";
const exclusionsAtMost = 10;

export const projectExclusion = defineGcp({
  type: exclusionType,
  page: "logging_project_exclusion",
  apis: ["logging"],
  location: "global",
  takesDeletionPolicy: false,
  inputs: {
    name: string({ replaces: true, pattern: entryName, default: (_inputs, _placement, resourceName) => resourceName }),
    filter: filter({ required: true }),
    description: string(),
    disabled: boolean(),
  },
  outputs: [],
  id: (context) => `projects/${projectOf(context)}/exclusions/${context.inputs.name}`,
  compute: () => ({}),
  unique: [
    {
      fields: ["name"],
      scope: "account",
      reason: "Error 409: an exclusion of this name already exists, alreadyExists",
    },
  ],
  admit: ({ world, self, placement }: ModelContext & { readonly self?: { readonly urn: string } }) => {
    const others = world
      .objects(exclusionType)
      .filter((other) => other.placement.account === placement.account && other.urn !== self?.urn);
    if (others.length < exclusionsAtMost) return [];
    return [refuse("", `Error 429: a project has ${exclusionsAtMost} exclusions at most, resourceExhausted`)];
  },
});
