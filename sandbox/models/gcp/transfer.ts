/** Jobs of Storage Transfer between buckets, of one project or two. Agents on premises and other clouds have no model. */
import {
  boolean,
  integer,
  list,
  type ModelContext,
  object,
  type Properties,
  type Refusal,
  ref,
  string,
  type World,
} from "../../core/model";
import { agentOf } from "./agents";
import { defineGcp, given, invalid, objects, projectOf, refuse, text, texts, timestamp } from "./common";
import { maySubscribe, subscriptionType } from "./pubsub";

const bucketType = "gcp:storage/bucket:Bucket";
const memberType = "gcp:storage/bucketIAMMember:BucketIAMMember";

const gcs = () =>
  object({
    bucketName: string({ required: true }),
    path: string({ pattern: /^([^/].*\/)?$/, hint: "empty, or a name that ends with /" }),
  });
const spec = () => ({
  gcsDataSource: gcs(),
  gcsDataSink: gcs(),
  objectConditions: object({
    includePrefixes: list(string({ minLength: 1, maxLength: 1_024 }), { maxItems: 1_000 }),
    excludePrefixes: list(string({ minLength: 1, maxLength: 1_024 }), { maxItems: 1_000 }),
    lastModifiedBefore: string(),
    lastModifiedSince: string(),
    maxTimeElapsedSinceLastModification: string(),
    minTimeElapsedSinceLastModification: string(),
  }),
  transferOptions: object({
    deleteObjectsFromSourceAfterTransfer: boolean({ conflictsWith: ["deleteObjectsUniqueInSink"] }),
    deleteObjectsUniqueInSink: boolean(),
    overwriteObjectsAlreadyExistingInSink: boolean(),
    overwriteWhen: string({ oneOf: ["ALWAYS", "DIFFERENT", "NEVER"] }),
  }),
});
const day = () =>
  object({
    year: integer({ required: true, min: 1, max: 9999 }),
    month: integer({ required: true, min: 1, max: 12 }),
    day: integer({ required: true, min: 1, max: 31 }),
  });

const only = (value: Properties[string] | undefined): Properties => objects([value ?? null])[0] ?? {};

function check(context: ModelContext): Refusal[] {
  const { inputs } = context;
  const refusals: Refusal[] = [];
  const specs = ["transferSpec", "replicationSpec"].filter((name) => context.given(name));
  if (specs.length !== 1)
    refusals.push(refuse("transferSpec", "exactly one of transferSpec and replicationSpec is needed"));
  if (context.given("replicationSpec") && (context.given("schedule") || context.given("eventStream")))
    refusals.push(refuse("replicationSpec", "takes neither schedule nor eventStream"));
  for (const name of specs) {
    const wanted = only(inputs[name]);
    if (inputs[name] === undefined) continue;
    for (const end of ["gcsDataSource", "gcsDataSink"] as const)
      if (!given(wanted[end])) refusals.push(refuse(`${name}.${end}`, "a source and a sink are needed"));
    const prefixes = texts(only(wanted.objectConditions).includePrefixes);
    for (const [index, prefix] of prefixes.entries()) {
      if (prefix.startsWith("/"))
        refusals.push(invalid(`${name}.objectConditions.includePrefixes[${index}]`, "it begins with /"));
      if (prefixes.some((other, at) => at !== index && prefix.startsWith(other)))
        refusals.push(invalid(`${name}.objectConditions.includePrefixes[${index}]`, "another one includes it"));
    }
  }
  const interval = text(only(inputs.schedule).repeatInterval);
  if (interval !== undefined && Number.parseFloat(interval) < 3_600)
    refusals.push(invalid("schedule.repeatInterval", `'${interval}'. It may not be less than 1 hour`));
  return refusals;
}

const readers = [
  "roles/storage.objectViewer",
  "roles/storage.objectUser",
  "roles/storage.objectAdmin",
  "roles/storage.admin",
];
const writers = [
  "roles/storage.objectCreator",
  "roles/storage.objectUser",
  "roles/storage.objectAdmin",
  "roles/storage.legacyBucketWriter",
  "roles/storage.legacyBucketOwner",
  "roles/storage.admin",
];
const listers = [
  "roles/storage.legacyBucketReader",
  "roles/storage.legacyBucketWriter",
  "roles/storage.legacyBucketOwner",
  "roles/storage.admin",
];

/** What the agent lacks at one end. */
function lacking(
  world: World,
  bucket: string,
  member: string,
  needs: Readonly<Record<string, readonly string[]>>,
): string[] {
  const roles = world
    .objects(memberType)
    .filter(({ inputs }) => inputs.bucket === bucket && inputs.member === member)
    .map(({ inputs }) => String(inputs.role));
  return Object.entries(needs).flatMap(([permission, enough]) =>
    roles.some((role) => enough.includes(role)) ? [] : [permission],
  );
}

export const transferJob = defineGcp({
  type: "gcp:storage/transferJob:TransferJob",
  page: "storage_transfer_job",
  apis: ["storagetransfer"],
  location: "global",
  // Deleted jobs are kept, and their names with them.
  lasting: true,
  inputs: {
    name: string({
      replaces: true,
      computed: true,
      pattern: /^transferJobs\/(?!OPI)[A-Za-z0-9-._~]*[A-Za-z0-9]$/,
      maxLength: 128,
      hint: "transferJobs/ and letters, digits and -._~",
    }),
    description: string({ required: true, maxLength: 1_024 }),
    status: string({ default: "ENABLED", oneOf: ["ENABLED", "DISABLED", "DELETED"] }),
    serviceAccount: string(),
    transferSpec: object(spec()),
    replicationSpec: object(spec()),
    eventStream: object(
      {
        name: ref(subscriptionType, { required: true, holds: false }),
        eventStreamStartTime: string(),
        eventStreamExpirationTime: string(),
      },
      { conflictsWith: ["schedule"] },
    ),
    schedule: object({
      scheduleStartDate: day(),
      scheduleEndDate: day(),
      startTimeOfDay: object({
        hours: integer({ required: true, min: 0, max: 23 }),
        minutes: integer({ required: true, min: 0, max: 59 }),
        seconds: integer({ required: true, min: 0, max: 59 }),
        nanos: integer({ required: true, min: 0 }),
      }),
      repeatInterval: string({ default: "86400s", pattern: /^\d+(\.\d+)?s$/ }),
    }),
    loggingConfig: object({
      enableOnPremGcsTransferLogs: boolean(),
      logActions: list(string({ oneOf: ["FIND", "DELETE", "COPY"] }), { set: true }),
      logActionStates: list(string({ oneOf: ["SUCCEEDED", "FAILED"] }), { set: true }),
    }),
  },
  outputs: ["creationTime", "deletionTime", "lastModificationTime", "notificationConfig"],
  id: (context) => {
    const name = text(context.inputs.name) ?? `transferJobs/${context.digits(19)}`;
    return `${projectOf(context)}/${name.slice("transferJobs/".length)}`;
  },
  compute: (context) => {
    const created = timestamp(context);
    return {
      name: `transferJobs/${context.id.slice(context.id.indexOf("/") + 1)}`,
      creationTime: created,
      lastModificationTime: created,
      deletionTime: "",
      notificationConfig: {},
    };
  },
  check,
  admit: (context) => {
    const { inputs, world } = context;
    const project = projectOf(context);
    const agent = text(inputs.serviceAccount) ?? agentOf("storagetransfer", project);
    const wanted = only(inputs.transferSpec ?? inputs.replicationSpec);
    const source = text(only(wanted.gcsDataSource).bucketName) ?? "";
    const sink = text(only(wanted.gcsDataSink).bucketName) ?? "";
    if (source === sink && given(only(wanted.gcsDataSource).path) === given(only(wanted.gcsDataSink).path))
      return [refuse("transferSpec", "Error 400: Source and sink are the same bucket, invalidArgument")];
    const ends = [
      {
        property: "gcsDataSource",
        bucket: source,
        needs: { "storage.buckets.get": listers, "storage.objects.get": readers },
      },
      {
        property: "gcsDataSink",
        bucket: sink,
        needs: { "storage.buckets.get": listers, "storage.objects.create": writers },
      },
    ];
    const refusals = ends.flatMap(({ property, bucket, needs }): Refusal[] => {
      const path = `transferSpec.${property}.bucketName`;
      if (!world.find(bucketType, bucket))
        return [refuse(path, `Error 404: The specified bucket does not exist: ${bucket}, notFound`)];
      const missing = lacking(world, bucket, `serviceAccount:${agent}`, needs);
      if (missing.length === 0) return [];
      return [
        refuse(
          path,
          `Error 400: Failed to obtain the location of the GCS bucket ${bucket}. Additional details: ${agent} does not have ${missing.join(", ")} access to the Google Cloud Storage bucket., failedPrecondition`,
        ),
      ];
    });
    const events = text(only(inputs.eventStream).name);
    if (events !== undefined && !maySubscribe(world, events, "storagetransfer", project))
      refusals.push(
        refuse(
          "eventStream.name",
          `Error 403: ${agent} may not consume from ${events}: roles/pubsub.subscriber is missing, permissionDenied`,
        ),
      );
    return refusals;
  },
});
