/** Topics, subscriptions and what buckets tell them. */
import { findLocation } from "../../../src/facts/locations";
import { boolean, integer, list, map, object, type Refusal, ref, string, type World } from "../../core/model";
import { type AgentApi, agentOf } from "./agents";
import {
  autoname,
  defineGcp,
  invalid,
  labelOutputs,
  labelsField,
  labelsOf,
  objects,
  projectOf,
  refuse,
  resolve,
  text,
  texts,
} from "./common";
import { defineIamMember } from "./iam";
import { keyField, keyRefusals } from "./kms";

export const topicType = "gcp:pubsub/topic:Topic";
export const subscriptionType = "gcp:pubsub/subscription:Subscription";
const topicMemberType = "gcp:pubsub/topicIAMMember:TopicIAMMember";
const subscriptionMemberType = "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember";
const notificationType = "gcp:storage/notification:Notification";

const name = () =>
  string({
    replaces: true,
    default: autoname,
    pattern: /^(?!goog)[A-Za-z][A-Za-z0-9_.~+%-]{2,254}$/,
    hint: "3 to 255 letters, digits and -_.~+%, a letter first, not goog",
  });
const seconds = () => string({ pattern: /^\d+(\.\d{1,9})?s$/, hint: "seconds: 604800s" });
const tags = () => map(string({ pattern: /^tagValues\/\d+$/ }), { keyPattern: /^tagKeys\/\d+$/, replaces: true });

export const topic = defineGcp({
  type: topicType,
  page: "pubsub_topic",
  apis: ["pubsub"],
  location: "global",
  inputs: {
    name: name(),
    kmsKeyName: keyField(),
    labels: labelsField(),
    messageRetentionDuration: seconds(),
    messageStoragePolicy: object(
      {
        allowedPersistenceRegions: list(string(), { required: true, minItems: 1, set: true }),
        enforceInTransit: boolean(),
      },
      { computed: true },
    ),
    tags: tags(),
  },
  outputs: ["ingestionDataSourceSettings", "messageTransforms", "schemaSettings", ...labelOutputs],
  id: (context) => `projects/${projectOf(context)}/topics/${context.inputs.name}`,
  compute: ({ inputs }) => ({
    messageStoragePolicy: {},
    ingestionDataSourceSettings: {},
    messageTransforms: [],
    schemaSettings: {},
    ...labelsOf(inputs),
  }),
  check: ({ inputs }) =>
    texts(objects([inputs.messageStoragePolicy ?? null])[0]?.allowedPersistenceRegions)
      .filter((region) => !findLocation("gcp", region))
      .map((region) =>
        invalid("messageStoragePolicy.allowedPersistenceRegions", `'${region}'. There is no such region`),
      ),
  admit: (context) =>
    keyRefusals(context.world, {
      property: "kmsKeyName",
      key: context.inputs.kmsKeyName,
      api: "pubsub",
      project: projectOf(context),
    }),
});

const inSeconds = (value: unknown): number => Number(String(value).slice(0, -1));

export const subscription = defineGcp({
  type: subscriptionType,
  page: "pubsub_subscription",
  apis: ["pubsub"],
  location: "global",
  inputs: {
    name: name(),
    topic: ref(topicType, { by: ["id", "name"], required: true, replaces: true, holds: false }),
    ackDeadlineSeconds: integer({ min: 10, max: 600, computed: true }),
    enableExactlyOnceDelivery: boolean(),
    enableMessageOrdering: boolean({ replaces: true }),
    expirationPolicy: object({ ttl: string({ required: true, pattern: /^(\d+s)?$/ }) }, { computed: true }),
    filter: string({ replaces: true, maxLength: 256 }),
    labels: labelsField(),
    messageRetentionDuration: string({ pattern: /^\d+s$/, default: "604800s" }),
    retainAckedMessages: boolean(),
    tags: tags(),
  },
  outputs: [
    "bigqueryConfig",
    "cloudStorageConfig",
    "deadLetterPolicy",
    "messageTransforms",
    "pushConfig",
    "retryPolicy",
    ...labelOutputs,
  ],
  id: (context) => `projects/${projectOf(context)}/subscriptions/${context.inputs.name}`,
  compute: ({ inputs }) => ({
    ackDeadlineSeconds: 10,
    expirationPolicy: { ttl: "2678400s" },
    bigqueryConfig: {},
    cloudStorageConfig: {},
    deadLetterPolicy: {},
    messageTransforms: [],
    pushConfig: {},
    retryPolicy: {},
    ...labelsOf(inputs),
  }),
  check: ({ inputs }) => {
    const refusals: Refusal[] = [];
    const kept = text(inputs.messageRetentionDuration);
    if (kept !== undefined && (inSeconds(kept) < 600 || inSeconds(kept) > 2_678_400))
      refusals.push(invalid("messageRetentionDuration", `'${kept}'. It must be between 10 minutes and 31 days`));
    const ttl = text(objects([inputs.expirationPolicy ?? null])[0]?.ttl);
    if (ttl !== undefined && (inSeconds(ttl) < 86_400 || (kept !== undefined && inSeconds(ttl) < inSeconds(kept))))
      refusals.push(invalid("expirationPolicy.ttl", `'${ttl}'. It must be a day at least, and outlast the messages`));
    return refusals;
  },
});

export const topicIamMember = defineIamMember({
  type: topicMemberType,
  page: "pubsub_topic_iam",
  apis: ["pubsub"],
  resource: { topic: ref(topicType, { by: ["id", "name"], required: true, replaces: true }) },
  target: ({ topic: given }, project) =>
    String(given).includes("/") ? String(given) : `projects/${project}/topics/${given}`,
});

export const subscriptionIamMember = defineIamMember({
  type: subscriptionMemberType,
  page: "pubsub_subscription_iam",
  apis: ["pubsub"],
  resource: { subscription: ref(subscriptionType, { by: ["id", "name"], required: true, replaces: true }) },
  target: ({ subscription: given }, project) =>
    String(given).includes("/") ? String(given) : `projects/${project}/subscriptions/${given}`,
});

interface Use {
  readonly api: AgentApi;
  readonly project: string;
  readonly role: string;
}

function granted(
  world: World,
  type: string,
  field: string,
  names: readonly string[],
  { api, project, role }: Use,
): boolean {
  const member = `serviceAccount:${agentOf(api, project)}`;
  return world
    .objects(type)
    .some(({ inputs }) => names.includes(String(inputs[field])) && inputs.role === role && inputs.member === member);
}

/** Whether an agent may read a subscription. */
export function maySubscribe(world: World, id: string, api: AgentApi, project: string): boolean {
  const names = [id, id.slice(id.lastIndexOf("/") + 1)];
  return granted(world, subscriptionMemberType, "subscription", names, {
    api,
    project,
    role: "roles/pubsub.subscriber",
  });
}

const events = ["OBJECT_FINALIZE", "OBJECT_METADATA_UPDATE", "OBJECT_DELETE", "OBJECT_ARCHIVE"];
const perEvent = 10;

export const notification = defineGcp({
  type: notificationType,
  page: "storage_notification",
  location: "global",
  takesProject: false,
  takesDeletionPolicy: false,
  inputs: {
    bucket: ref("gcp:storage/bucket:Bucket", { by: ["name", "id"], required: true, replaces: true }),
    topic: ref(topicType, { by: ["id", "name"], required: true, replaces: true }),
    payloadFormat: string({ required: true, replaces: true, oneOf: ["JSON_API_V1", "NONE"] }),
    eventTypes: list(string({ oneOf: events }), { set: true, replaces: true }),
    objectNamePrefix: string({ replaces: true }),
    customAttributes: map(string(), { replaces: true }),
  },
  outputs: ["notificationId", "selfLink"],
  id: (context) => `${context.inputs.bucket}/notificationConfigs/${context.digits(3)}`,
  compute: ({ id }) => ({
    notificationId: id.slice(id.lastIndexOf("/") + 1),
    selfLink: `https://www.googleapis.com/storage/v1/b/${id}`,
  }),
  admit: ({ inputs, world, placement, self }) => {
    const told = resolve(world, topicType, inputs.topic);
    const project = placement.account;
    const names = told ? [told.id, String(told.state.name)] : [];
    if (!granted(world, topicMemberType, "topic", names, { api: "storage", project, role: "roles/pubsub.publisher" }))
      return [
        refuse(
          "topic",
          `Error 400: The service account '${agentOf("storage", project)}' does not have permission to publish messages to the Cloud Pub/Sub topic '${told?.id}', badRequest`,
        ),
      ];
    const others = world
      .objects(notificationType)
      .filter((other) => other.inputs.bucket === inputs.bucket && other.urn !== self?.urn);
    const wanted = (list: readonly string[]) => (list.length > 0 ? list : events);
    const full = wanted(texts(inputs.eventTypes)).filter(
      (event) => others.filter((other) => wanted(texts(other.inputs.eventTypes)).includes(event)).length >= perEvent,
    );
    return full.map((event) =>
      refuse("eventTypes", `Error 400: ${event} has ${perEvent} notifications already, badRequest`),
    );
  },
});
