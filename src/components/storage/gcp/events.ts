/**
 * What happens in a bucket, told to transfers: a topic a bucket and a subscription a transfer. Messages carry objects' names
 * and metadata, so they are kept in the region and under its key.
 */

import { Subscription } from "@pulumi/gcp/pubsub/subscription";
import { SubscriptionIAMMember } from "@pulumi/gcp/pubsub/subscriptionIAMMember";
import { Topic } from "@pulumi/gcp/pubsub/topic";
import { TopicIAMMember } from "@pulumi/gcp/pubsub/topicIAMMember";
import type { Bucket } from "@pulumi/gcp/storage/bucket";
import { Notification } from "@pulumi/gcp/storage/notification";
import * as pulumi from "@pulumi/pulumi";
import type { TransferScope } from "./scope";

/** Days that an event waits for its transfer, the most there is: a far region may come up later. */
const waitDays = 31;
/** Seconds that Storage Transfer may take for one event. */
const ackSeconds = 300;

/** New and changed objects. Deletions are not moved: Storage Transfer's event streams have none. */
export function createTopic(scope: TransferScope, slug: string, bucket: Bucket): Topic {
  const { naming, project, location, key, agents, child } = scope;
  const name = naming.name(`${slug}-events`);
  const topic = new Topic(
    name,
    {
      name,
      project,
      kmsKeyName: key,
      messageStoragePolicy: { allowedPersistenceRegions: [location] },
      labels: naming.tags,
    },
    child({ deleteBeforeReplace: true }),
  );
  const publisher = new TopicIAMMember(
    name,
    { project, topic: topic.name, role: "roles/pubsub.publisher", member: agents.storage },
    child(),
  );
  new Notification(
    name,
    { bucket: bucket.name, topic: topic.id, payloadFormat: "JSON_API_V1", eventTypes: ["OBJECT_FINALIZE"] },
    child({ dependsOn: publisher }),
  );
  return topic;
}

/** A subscription of what happens below `prefix`, or of all; its resource name, once the transfer agent may read it. */
export function subscribe(
  scope: TransferScope,
  purpose: string,
  topic: Topic,
  prefix: string | undefined,
): pulumi.Output<string> {
  const { naming, project, agents, child } = scope;
  const name = naming.name(purpose);
  const subscription = new Subscription(
    name,
    {
      name,
      project,
      topic: topic.id,
      ackDeadlineSeconds: ackSeconds,
      messageRetentionDuration: `${waitDays * 86_400}s`,
      expirationPolicy: { ttl: "" },
      ...(prefix !== undefined && { filter: `hasPrefix(attributes.objectId, ${JSON.stringify(prefix)})` }),
      labels: naming.tags,
    },
    child({ deleteBeforeReplace: true }),
  );
  const reader = new SubscriptionIAMMember(
    name,
    { project, subscription: subscription.name, role: "roles/pubsub.subscriber", member: agents.transfer },
    child(),
  );
  return pulumi.all([subscription.id, reader.id]).apply(([id]) => id);
}
