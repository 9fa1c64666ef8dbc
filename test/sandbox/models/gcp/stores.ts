/** A project in the sandbox with what stores need: their APIs, agents and keys. */
import type { Properties } from "../../../../sandbox/core/model";
import { cloud, types } from "./cloud";

export const t = {
  bucketMember: "gcp:storage/bucketIAMMember:BucketIAMMember",
  cache: "gcp:memorystore/instance:Instance",
  cryptoKey: "gcp:kms/cryptoKey:CryptoKey",
  job: "gcp:storage/transferJob:TransferJob",
  keyMember: "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
  keyRing: "gcp:kms/keyRing:KeyRing",
  notification: "gcp:storage/notification:Notification",
  policy: "gcp:networkconnectivity/serviceConnectionPolicy:ServiceConnectionPolicy",
  repository: "gcp:artifactregistry/repository:Repository",
  secret: "gcp:secretmanager/regionalSecret:RegionalSecret",
  secretVersion: "gcp:secretmanager/regionalSecretVersion:RegionalSecretVersion",
  subscription: "gcp:pubsub/subscription:Subscription",
  subscriptionMember: "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember",
  topic: "gcp:pubsub/topic:Topic",
  topicMember: "gcp:pubsub/topicIAMMember:TopicIAMMember",
} as const;
export const at = "europe-west3";

export function stores() {
  const here = cloud();
  const { make, instance } = here;
  for (const api of [
    "cloudkms",
    "secretmanager",
    "artifactregistry",
    "memorystore",
    "networkconnectivity",
    "pubsub",
    "storage",
    "storagetransfer",
  ])
    make(types.service, `api-${api}`, { service: `${api}.googleapis.com` });
  const ask = (token: string, answer: string) => String(instance.invoke(token, {}).answer[answer]);
  const members = {
    storage: ask("gcp:storage/getProjectServiceAccount:getProjectServiceAccount", "member"),
    transfer: ask("gcp:storage/getTransferProjectServiceAccount:getTransferProjectServiceAccount", "member"),
  };
  const key = (name: string, location = at) => {
    const ring = make(t.keyRing, `ring-${name}`, { name: `ring-${name}`, location });
    return make(t.cryptoKey, name, { name, keyRing: ring.id }).id;
  };
  const allow = (name: string, cryptoKeyId: string, member: string) =>
    make(t.keyMember, name, { cryptoKeyId, role: "roles/cloudkms.cryptoKeyEncrypterDecrypter", member });
  const bucket = (name: string, more: Properties = {}) =>
    make(types.bucket, name, { name, location: at, uniformBucketLevelAccess: true, ...more });
  const grant = (name: string, to: string, role: string, member: string, more: Properties = {}) =>
    make(t.bucketMember, name, { bucket: to, role, member, ...more });
  const topic = (name = "events") => make(t.topic, name, { name });
  return { ...here, members, key, allow, bucket, grant, topic };
}

/** Properties that Check complains of. */
export const complaints = (failures: readonly string[]) => failures.map((failure) => failure.split(":")[0]);
