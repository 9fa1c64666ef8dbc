/** What the sandboxed Google Cloud refuses of secrets, repositories, caches, topics, buckets and transfers. */
import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { gcp } from "../../../../sandbox/models/gcp";
import { driver } from "../../core/harness";
import { cloud, project, types } from "./cloud";

const t = {
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
const at = "europe-west3";

function stores() {
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
const complaints = (failures: readonly string[]) => failures.map((failure) => failure.split(":")[0]);

describe("a key", () => {
  it.each<[string, string, (kmsKey: string) => Properties]>([
    [
      "a secret",
      t.secret,
      (kmsKeyName) => ({ secretId: "s", location: at, customerManagedEncryption: { kmsKeyName } }),
    ],
    ["a repository", t.repository, (kmsKeyName) => ({ repositoryId: "r", format: "DOCKER", location: at, kmsKeyName })],
    [
      "a bucket",
      types.bucket,
      (defaultKmsKeyName) => ({ name: "b-1", location: at, encryption: { defaultKmsKeyName } }),
    ],
    ["a topic", t.topic, (kmsKeyName) => ({ name: "t-1", kmsKeyName })],
    ["a cache", t.cache, (kmsKey) => ({ instanceId: "cache", location: at, shardCount: 1, kmsKey })],
    [
      "a log bucket",
      types.logBucket,
      (kmsKeyName) => ({ project, location: at, bucketId: "logs", cmekSettings: { kmsKeyName } }),
    ],
  ])("is no use to %s before its agent may use it", (_what, type, inputs) => {
    const { make, key } = stores();
    expect(() => make(type, "subject", inputs(key("mine")))).toThrow(
      /Permission denied on Cloud KMS key.*authorized to use/,
    );
  });

  it("is no use in another location, and none when there is none", () => {
    const { make, key, allow, members } = stores();
    const abroad = key("abroad", "us-east1");
    allow("abroad", abroad, members.storage);
    const encrypted = (defaultKmsKeyName: string) => ({ location: at, encryption: { defaultKmsKeyName } });
    expect(() => make(types.bucket, "assets", encrypted(abroad))).toThrow(/is in us-east1 and must be in europe-west3/);
    expect(() => make(types.bucket, "assets", encrypted("projects/p/locations/x/keyRings/y/cryptoKeys/z"))).toThrow(
      /NotFound/,
    );
  });
});

describe("a regional secret", () => {
  it("numbers its versions, never twice, and is kept while it is protected", () => {
    const { make, change, destroy } = stores();
    const secret = make(t.secret, "s", { secretId: "s", location: at, deletionProtection: true });
    expect(secret.id).toBe(`projects/${project}/locations/${at}/secrets/s`);
    const version = (name: string) => make(t.secretVersion, name, { secret: secret.id, secretData: name });
    const first = version("first");
    const second = version("second");
    expect([first.id, second.id]).toEqual([`${secret.id}/versions/1`, `${secret.id}/versions/2`]);
    destroy(first);
    expect(version("third").state.version).toBe("3");
    expect(() => destroy(secret)).toThrow(/is used by/);
    const kept = make(t.secret, "kept", { secretId: "kept", location: at, deletionProtection: true });
    expect(() => destroy(kept)).toThrow(/deletion_protection/);
    expect(() => destroy(change(kept, { ...kept.inputs, deletionProtection: false }))).not.toThrow();
  });

  it("is refused a location that is none, an id with a dot and two lives", () => {
    const { failures } = stores();
    const secret = { secretId: "s", location: at };
    expect(complaints(failures(t.secret, { ...secret, location: "mars" }))).toEqual(["location"]);
    expect(complaints(failures(t.secret, { ...secret, secretId: "a.b" }))).toEqual(["secretId"]);
    expect(complaints(failures(t.secret, { ...secret, ttl: "1s", expireTime: "2030-01-01T00:00:00Z" }))).toEqual([
      "expireTime",
    ]);
  });
});

describe("a repository", () => {
  const images = { repositoryId: "images", format: "DOCKER", location: at };
  const remote = { ...images, mode: "REMOTE_REPOSITORY" };

  it.each<[string, Properties, string]>([
    [
      "no upstream without being remote",
      { remoteRepositoryConfig: { dockerRepository: {} } },
      "remoteRepositoryConfig",
    ],
    [
      "keeping the newest only of what it keeps",
      { cleanupPolicies: [{ id: "a", action: "DELETE", mostRecentVersions: { keepCount: 1 } }] },
      "cleanupPolicies[0].mostRecentVersions",
    ],
    [
      "ages with a unit",
      { cleanupPolicies: [{ id: "a", condition: { olderThan: "30" } }] },
      "cleanupPolicies[0].condition.olderThan",
    ],
    ["lower-case ids", { repositoryId: "Images" }, "repositoryId"],
  ])("has %s", (_what, change, property) => {
    expect(complaints(stores().failures(t.repository, { ...images, ...change }))).toEqual([property]);
  });

  it("has one upstream when it is remote, and then no tags of its own to keep", () => {
    const { failures } = stores();
    const hub = { dockerRepository: { publicRepository: "DOCKER_HUB" } };
    const github = { commonRepository: { uri: "https://ghcr.io" } };
    expect(failures(t.repository, { ...remote, remoteRepositoryConfig: hub })).toEqual([]);
    expect(failures(t.repository, { ...remote, remoteRepositoryConfig: github })).toEqual([]);
    const wrong = (change: Properties) => complaints(failures(t.repository, { ...remote, ...change }));
    expect(wrong({})).toEqual(["remoteRepositoryConfig"]);
    expect(wrong({ remoteRepositoryConfig: { ...hub, ...github } })).toEqual(["remoteRepositoryConfig"]);
    expect(wrong({ remoteRepositoryConfig: hub, dockerConfig: { immutableTags: true } })).toEqual(["dockerConfig"]);
    expect(wrong({ remoteRepositoryConfig: { commonRepository: { uri: "ghcr.io" } } })).toEqual([
      "remoteRepositoryConfig.commonRepository.uri",
    ]);
  });

  it("is made anew under another key or mode, not for another policy", () => {
    const { make, diff } = stores();
    const made = make(t.repository, "images", images);
    expect(diff(made, { ...images, description: "ours" }).replaces).toEqual([]);
    expect(diff(made, { ...images, mode: "VIRTUAL_REPOSITORY" }).replaces).toEqual(["mode"]);
    expect(diff(made, { ...images, kmsKeyName: "other" }).replaces).toEqual(["kmsKeyName"]);
  });
});

describe("a cache", () => {
  function withPolicy() {
    const here = stores();
    const data = here.subnet("data", "10.2.128.0/20");
    const policy = here.make(t.policy, "cache", {
      name: "cache",
      location: at,
      network: here.vpc.id,
      serviceClass: "gcp-memorystore",
      pscConfig: { subnetworks: [data.id] },
    });
    const inputs = {
      instanceId: "cache",
      location: at,
      shardCount: 2,
      replicaCount: 2,
      nodeType: "STANDARD_SMALL",
      engineVersion: "VALKEY_8_0",
      desiredAutoCreatedEndpoints: [{ network: here.vpc.id, projectId: project }],
      deletionProtectionEnabled: false,
    };
    return { ...here, data, policy, inputs };
  }

  it("wants a policy that lets it into the network, one of a class in a region", () => {
    const { make, destroy, policy, vpc, inputs, data, subnet } = withPolicy();
    expect(() => make(t.cache, "abroad", { ...inputs, location: "europe-west1" })).toThrow(
      /No service connection policy/,
    );
    expect(() => make(t.policy, "again", { ...policy.inputs, name: "again" })).toThrow(/Error 409/);
    const proxies = subnet("proxies", "10.2.184.0/23", { purpose: "REGIONAL_MANAGED_PROXY", role: "ACTIVE" });
    const elsewhere = { ...policy.inputs, name: "x", serviceClass: "google-cloud-sql" };
    expect(() => make(t.policy, "proxies", { ...elsewhere, pscConfig: { subnetworks: [proxies.id] } })).toThrow(
      /purpose must be/,
    );
    make(t.cache, "cache", inputs);
    expect(() => destroy(policy)).toThrow(/has connections of/);
    expect(() => destroy(data)).toThrow(/is used by/);
    expect(() => destroy(vpc)).toThrow(/is used by/);
  });

  it("changes its size in place, its TLS and key by another instance, its version only upwards", () => {
    const { make, diff, change, inputs } = withPolicy();
    const made = make(t.cache, "cache", inputs);
    expect(made.state.endpoints).toMatchObject([{ connections: [{ pscAutoConnection: { port: 6379 } }, {}] }]);
    const replaces = (more: Properties) => diff(made, { ...inputs, ...more }).replaces;
    expect(replaces({ nodeType: "HIGHMEM_XLARGE", shardCount: 3, replicaCount: 1 })).toEqual([]);
    expect(replaces({ authorizationMode: "IAM_AUTH" })).toEqual(["authorizationMode"]);
    expect(replaces({ transitEncryptionMode: "SERVER_AUTHENTICATION" })).toEqual(["transitEncryptionMode"]);
    expect(replaces({ kmsKey: "other" })).toEqual(["kmsKey"]);
    expect(change(made, { ...inputs, nodeType: "HIGHMEM_MEDIUM" }).state.endpoints).toEqual(made.state.endpoints);
    expect(() => change(made, { ...inputs, engineVersion: "VALKEY_7_2" })).toThrow(/can not be downgraded/);
  });

  it("is kept unless it is said otherwise", () => {
    const { make, destroy, inputs } = withPolicy();
    const { deletionProtectionEnabled: _, ...silent } = inputs;
    const made = make(t.cache, "cache", silent);
    expect(() => destroy(made)).toThrow(/Deletion protection is enabled/);
  });

  it.each<[string, Properties, string]>([
    ["at most 250 nodes", { shardCount: 100, replicaCount: 2 }, "shardCount"],
    ["one shard without cluster mode", { mode: "CLUSTER_DISABLED" }, "shardCount"],
    ["node types that exist", { nodeType: "cache.r7g.large" }, "nodeType"],
    ["engine versions that exist", { engineVersion: "REDIS_7_2" }, "engineVersion"],
    [
      "no zone over several",
      { zoneDistributionConfig: { mode: "MULTI_ZONE", zone: `${at}-a` } },
      "zoneDistributionConfig.zone",
    ],
    [
      "zones of its region",
      { zoneDistributionConfig: { mode: "SINGLE_ZONE", zone: "us-east1-b" } },
      "zoneDistributionConfig.zone",
    ],
    ["snapshots with RDB only", { persistenceConfig: { mode: "AOF", rdbConfig: {} } }, "persistenceConfig.rdbConfig"],
    ["an id of four characters", { instanceId: "abc" }, "instanceId"],
  ])("has %s", (_what, change, property) => {
    const inputs = { instanceId: "cache", location: at, shardCount: 2 };
    expect(complaints(stores().failures(t.cache, { ...inputs, ...change }))).toEqual([property]);
  });
});

describe("a bucket", () => {
  it("keeps versions or a retention policy, and a locked one for ever", () => {
    const { failures, bucket, change } = stores();
    const kept = { retentionPolicy: { retentionPeriod: "86400" } };
    expect(complaints(failures(types.bucket, { location: at, ...kept, versioning: { enabled: true } }))).toEqual([
      "versioning",
    ]);
    expect(
      complaints(failures(types.bucket, { location: at, retentionPolicy: { retentionPeriod: "4000000000" } })),
    ).toEqual(["retentionPolicy.retentionPeriod"]);
    const locked = bucket("locked", { retentionPolicy: { retentionPeriod: "86400", isLocked: true } });
    expect(() => change(locked, { ...locked.inputs, ...kept })).toThrow(/neither be removed nor shortened/);
  });

  it("lets in nobody where public access is prevented, and conditions only by uniform access", () => {
    const { bucket, grant } = stores();
    bucket("closed", { publicAccessPrevention: "enforced" });
    bucket("open", { uniformBucketLevelAccess: false });
    const read = "roles/storage.objectViewer";
    expect(() => grant("a", "closed", read, "allUsers")).toThrow(/public access prevention/);
    expect(() => grant("b", "open", read, "allUsers")).not.toThrow();
    const condition = { condition: { title: "some", expression: "true" } };
    expect(() => grant("c", "open", read, "user:me@example.com", condition)).toThrow(/uniform bucket-level access/);
    expect(() => grant("d", "closed", "roles/storage.legacyBucketReader", "user:me@example.com", condition)).toThrow(
      /takes no condition/,
    );
    expect(() => grant("e", "closed", read, "user:me@example.com", condition)).not.toThrow();
  });

  it("tells a topic only what its agent may publish", () => {
    const { make, bucket, topic, members } = stores();
    bucket("assets");
    const events = topic();
    const inputs = { bucket: "assets", topic: events.id, payloadFormat: "JSON_API_V1" };
    expect(() => make(t.notification, "n", inputs)).toThrow(/does not have permission to publish/);
    make(t.topicMember, "p", { topic: "events", role: "roles/pubsub.publisher", member: members.storage });
    expect(make(t.notification, "n", inputs).id).toMatch(/^assets\/notificationConfigs\/\d+$/);
  });
});

describe("topics and subscriptions", () => {
  it("have names, regions, times and filters as Pub/Sub takes them", () => {
    const { failures, make, diff, topic } = stores();
    const events = topic();
    expect(complaints(failures(t.topic, { name: "goog-events" }))).toEqual(["name"]);
    expect(
      complaints(failures(t.topic, { name: "abc", messageStoragePolicy: { allowedPersistenceRegions: ["mars"] } })),
    ).toEqual(["messageStoragePolicy.allowedPersistenceRegions"]);
    const reader = { name: "reader", topic: events.id };
    const wrong = (more: Properties) => complaints(failures(t.subscription, { ...reader, ...more }));
    expect(wrong({ ackDeadlineSeconds: 601 })).toEqual(["ackDeadlineSeconds"]);
    expect(wrong({ messageRetentionDuration: "2678401s" })).toEqual(["messageRetentionDuration"]);
    expect(wrong({ expirationPolicy: { ttl: "3600s" } })).toEqual(["expirationPolicy.ttl"]);
    expect(wrong({ expirationPolicy: { ttl: "" } })).toEqual([]);
    const made = make(t.subscription, "reader", reader);
    expect(diff(made, { ...reader, filter: "attributes:x" }).replaces).toEqual(["filter"]);
  });
});

describe("a transfer", () => {
  const spec = (source: string, sink: string, more: Properties = {}) => ({
    gcsDataSource: { bucketName: source },
    gcsDataSink: { bucketName: sink },
    ...more,
  });

  it("is refused until its agent may read one bucket and write the other, of another project too", () => {
    const { make, bucket, grant, members, world } = stores();
    const far = driver(gcp, { account: "far-project", region: "us-east1" }, world, "far");
    bucket("near");
    const job = (name: string) => make(t.job, name, { description: name, transferSpec: spec("near", "there") });
    expect(() => job("none")).toThrow(/gcsDataSink.bucketName: Error 404/);
    far.make(types.bucket, "there", { name: "there", location: "us-east1" });
    expect(() => job("ungranted")).toThrow(/does not have storage\.buckets\.get, storage\.objects\.get/);
    grant("list", "near", "roles/storage.legacyBucketReader", members.transfer);
    grant("read", "near", "roles/storage.objectViewer", members.transfer);
    expect(() => job("half")).toThrow(
      /gcsDataSink.bucketName: .*does not have storage\.buckets\.get, storage\.objects\.create/,
    );
    far.make(t.bucketMember, "write", {
      bucket: "there",
      role: "roles/storage.legacyBucketWriter",
      member: members.transfer,
    });
    expect(job("granted").id).toMatch(new RegExp(`^${project}/\\d{19}$`));
  });

  it("follows events of a subscription that its agent may read, or a schedule of an hour at least", () => {
    const { make, bucket, grant, members, topic, failures } = stores();
    for (const name of ["one", "two"]) {
      bucket(name);
      grant(`${name}-list`, name, "roles/storage.legacyBucketWriter", members.transfer);
      grant(`${name}-read`, name, "roles/storage.objectViewer", members.transfer);
    }
    const reader = make(t.subscription, "reader", { name: "reader", topic: topic().id });
    const inputs = {
      description: "d",
      name: "transferJobs/mine",
      transferSpec: spec("one", "two"),
      eventStream: { name: reader.id },
    };
    expect(() => make(t.job, "job", inputs)).toThrow(/roles\/pubsub\.subscriber is missing/);
    make(t.subscriptionMember, "s", {
      subscription: "reader",
      role: "roles/pubsub.subscriber",
      member: members.transfer,
    });
    expect(make(t.job, "job", inputs).state.name).toBe("transferJobs/mine");
    const schedule = { scheduleStartDate: { year: 2026, month: 1, day: 1 }, repeatInterval: "300s" };
    expect(complaints(failures(t.job, { ...inputs, schedule }))).toEqual(["eventStream", "schedule.repeatInterval"]);
  });

  it("keeps its name after it is gone", () => {
    const { make, destroy, bucket, grant, members } = stores();
    for (const name of ["one", "two"]) {
      bucket(name);
      grant(`${name}-write`, name, "roles/storage.admin", members.transfer);
    }
    const inputs = { description: "d", name: "transferJobs/mine", transferSpec: spec("one", "two") };
    destroy(make(t.job, "job", inputs));
    expect(() => make(t.job, "job", inputs)).toThrow(/its name stays taken/);
    expect(() => make(t.job, "next", { ...inputs, name: "transferJobs/mine-2" })).not.toThrow();
  });

  it.each<[string, Properties, string]>([
    ["one specification", { replicationSpec: spec("one", "two") }, "transferSpec"],
    ["names of jobs", { name: "nightly" }, "name"],
    [
      "prefixes of which none includes another",
      { transferSpec: spec("one", "two", { objectConditions: { includePrefixes: ["a/", "a/b/"] } }) },
      "transferSpec.objectConditions.includePrefixes[1]",
    ],
    ["a sink", { transferSpec: { gcsDataSource: { bucketName: "one" } } }, "transferSpec.gcsDataSink"],
    [
      "a way to overwrite that exists",
      { transferSpec: spec("one", "two", { transferOptions: { overwriteWhen: "SOMETIMES" } }) },
      "transferSpec.transferOptions.overwriteWhen",
    ],
  ])("has %s", (_what, change, property) => {
    const inputs = { description: "d", transferSpec: spec("one", "two") };
    expect(complaints(stores().failures(t.job, { ...inputs, ...change }))).toEqual([property]);
  });
});
