import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { driver } from "../../core/harness";

const account = "1234567890123456";
const types = {
  bucket: "alicloud:oss/bucket:Bucket",
  block: "alicloud:oss/bucketPublicAccessBlock:BucketPublicAccessBlock",
  policy: "alicloud:oss/bucketPolicy:BucketPolicy",
  worm: "alicloud:oss/bucketWorm:BucketWorm",
  logging: "alicloud:oss/bucketLogging:BucketLogging",
  replication: "alicloud:oss/bucketReplication:BucketReplication",
  key: "alicloud:kms/key:Key",
  alias: "alicloud:kms/alias:Alias",
  role: "alicloud:ram/role:Role",
} as const;

const versioned = { versioning: { status: "Enabled" } };

/** Two places of one account: each with its default key. */
function places() {
  const world = SandboxWorld.inMemory();
  const at = (region: string) => {
    const cloud = driver(alicloud, { account, region }, world);
    return { cloud, key: cloud.make(types.key, `key-${region}`, {}) };
  };
  return { here: at("cn-hangzhou"), there: at("cn-beijing") };
}

describe("a bucket", () => {
  it("lies under a key of its own region only", () => {
    const { here, there } = places();
    const under = (kmsMasterKeyId: string) => () =>
      here.cloud.make(types.bucket, "b", {
        bucket: "logs",
        serverSideEncryptionRule: { sseAlgorithm: "KMS", kmsMasterKeyId, kmsDataEncryption: "SM4" },
      });
    expect(under(there.key.id)).toThrow(/NotFound.*there is one in account \d+, cn-beijing/);
    expect(under(here.key.id)().state.location).toBe("oss-cn-hangzhou");
    const plain = { sseAlgorithm: "AES256", kmsMasterKeyId: here.key.id };
    expect(here.cloud.failures(types.bucket, { serverSideEncryptionRule: plain })).toHaveLength(1);
  });

  it("ages by rules that do not overlap, to the warm tier before the cold one", () => {
    const { cloud } = places().here;
    const rule = (more: Properties) => ({ enabled: true, prefix: "", expirations: [{ days: 9 }], ...more });
    const said = (...lifecycleRules: Properties[]) => cloud.failures(types.bucket, { lifecycleRules });
    expect(said(rule({}))).toEqual([]);
    expect(said(rule({}), rule({ prefix: "a/" }))).toEqual([expect.stringMatching(/prefixes of rules overlap/)]);
    const turned = [
      { days: 90, storageClass: "IA" },
      { days: 30, storageClass: "Archive" },
    ];
    expect(said(rule({ transitions: turned }))).toEqual([expect.stringMatching(/to IA before/)]);
    expect(said(rule({ expirations: [{ days: 9, expiredObjectDeleteMarker: true }] }))).toHaveLength(1);
  });

  it("stands in three zones where OSS has them, and keeps its versions once it has them", () => {
    const { cloud } = places().here;
    const chengdu = driver(alicloud, { account, region: "cn-chengdu" });
    expect(chengdu.failures(types.bucket, { redundancyType: "ZRS" })).toEqual([
      expect.stringMatching(/cn-chengdu has no zone-redundant/),
    ]);
    const made = cloud.make(types.bucket, "b", { bucket: "logs", ...versioned });
    expect(() => cloud.change(made, { bucket: "logs" })).toThrow(/never be taken away/);
  });

  it("blocks policies that let everybody in, and takes none about another bucket", () => {
    const { cloud } = places().here;
    const { id } = cloud.make(types.bucket, "b", { bucket: "logs" });
    cloud.make(types.block, "b", { bucket: id, blockPublicAccess: true });
    const policy = (Effect: string, resource = "acs:oss:*:*:logs/*") =>
      JSON.stringify({
        Version: "1",
        Statement: [{ Effect, Principal: ["*"], Action: ["oss:GetObject"], Resource: [resource] }],
      });
    expect(() => cloud.make(types.policy, "b", { bucket: id, policy: policy("Allow") })).toThrow(/lets? everybody in/);
    const other = { bucket: id, policy: policy("Deny", "acs:oss:*:*:other/*") };
    expect(cloud.failures(types.policy, other)).toEqual([expect.stringMatching(/something else than logs/)]);
    expect(cloud.make(types.policy, "b", { bucket: id, policy: policy("Deny") }).id).toBe("logs");
  });
});

describe("a lock", () => {
  it("goes with versions, but not with suspended ones", () => {
    const { cloud } = places().here;
    const bucket = (name: string, status: string) =>
      cloud.make(types.bucket, name, { bucket: name, versioning: { status } }).id;
    const lock = (id: string) => () => cloud.make(types.worm, id, { bucket: id, retentionPeriodInDays: 2555 });
    expect(lock(bucket("suspended", "Suspended"))).toThrow(/versioning is suspended/);
    expect(lock(bucket("enabled", "Enabled"))().state.status).toBe("InProgress");
  });

  it("once locked is prolonged and nothing else, and holds the bucket", () => {
    const { cloud } = places().here;
    const bucket = cloud.make(types.bucket, "b", { bucket: "records", ...versioned });
    const inputs = { bucket: bucket.id, retentionPeriodInDays: 2555, status: "Locked" };
    const made = cloud.make(types.worm, "b", inputs);
    expect(() => cloud.change(made, { ...inputs, retentionPeriodInDays: 365 })).toThrow(/never be cut/);
    expect(() => cloud.change(made, { ...inputs, status: "InProgress" })).toThrow(/locked for good/);
    expect(cloud.change(made, { ...inputs, retentionPeriodInDays: 3000 }).state.retentionPeriodInDays).toBe(3000);
    expect(() => cloud.destroy(made)).toThrow(/WORMConfigurationLocked/);
    expect(() => cloud.destroy(bucket)).toThrow(/DependencyViolation/);
  });
});

describe("a replication rule", () => {
  function ends() {
    const { here, there } = places();
    const from = here.cloud.make(types.bucket, "from", { bucket: "origin", ...versioned });
    const to = there.cloud.make(types.bucket, "to", { bucket: "copy", ...versioned });
    const assumeRolePolicyDocument = JSON.stringify({
      Version: "1",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: ["oss.aliyuncs.com"] } }],
    });
    const role = here.cloud.make(types.role, "role", { roleName: "oss", assumeRolePolicyDocument });
    const inputs = {
      bucket: from.id,
      destination: { bucket: to.id, location: "oss-cn-beijing" },
      syncRole: role.id,
      sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
      encryptionConfiguration: { replicaKmsKeyId: there.key.id },
      rtc: { enabled: true },
    };
    return { here, there, inputs, to };
  }

  it("needs a role and a key of the far region for objects under keys, and the far region's name", () => {
    const { here, inputs } = ends();
    const { syncRole, encryptionConfiguration, ...bare } = inputs;
    expect(here.cloud.failures(types.replication, bare)).toHaveLength(2);
    const make = (more: Properties) => () => here.cloud.make(types.replication, "r", { ...inputs, ...more });
    expect(make({ encryptionConfiguration: { replicaKmsKeyId: here.key.id } })).toThrow(/cn-beijing has no key/);
    expect(make({ destination: { bucket: "copy", location: "oss-cn-shanghai" } })).toThrow(
      /copy lies in oss-cn-beijing/,
    );
    expect(make({ destination: { bucket: "none", location: "oss-cn-beijing" } })).toThrow(/NotFound.*none/);
    expect(make({})().state.status).toBe("doing");
    expect(make({ prefixSet: { prefixes: ["a/"] } })).toThrow(/another rule copies these objects/);
  });

  it("joins buckets that are versioned alike, in two regions", () => {
    const { here, there, inputs } = ends();
    const make = (bucket: string, location: string) => () =>
      here.cloud.make(types.replication, "r", { ...inputs, destination: { bucket, location } });
    there.cloud.make(types.bucket, "plain", { bucket: "plain" });
    expect(make("plain", "oss-cn-beijing")).toThrow(/both buckets are versioned, or neither/);
    here.cloud.make(types.bucket, "near", { bucket: "near", ...versioned });
    expect(make("near", "oss-cn-hangzhou")).toThrow(/both buckets lie in one region/);
  });

  it("promises a time between some regions only, and holds both buckets", () => {
    const { here, there, inputs, to } = ends();
    const far = { bucket: "copy", location: "oss-cn-chengdu" };
    expect(here.cloud.failures(types.replication, { ...inputs, destination: far })).toEqual([
      expect.stringMatching(/no time is promised from cn-hangzhou to cn-chengdu/),
    ]);
    here.cloud.make(types.replication, "r", inputs);
    expect(() => there.cloud.destroy(to)).toThrow(/DependencyViolation/);
  });
});

describe("lists", () => {
  it("are of the account's buckets wherever they lie, and of the aliases of one region", () => {
    const { here, there } = places();
    here.cloud.make(types.bucket, "a", { bucket: "assets-a" });
    there.cloud.make(types.alias, "a", { aliasName: "alias/storage", keyId: there.key.id });
    const buckets = (nameRegex: string) =>
      there.cloud.instance.invoke("alicloud:oss/getBuckets:getBuckets", { nameRegex }).answer.names;
    expect(buckets("^assets-a$")).toEqual(["assets-a"]);
    expect(buckets("^none$")).toEqual([]);
    const aliases = (at: typeof here) =>
      at.cloud.instance.invoke("alicloud:kms/getAliases:getAliases", { nameRegex: "^alias/storage$" }).answer.aliases;
    expect(aliases(there)).toMatchObject([{ aliasName: "alias/storage", keyId: there.key.id }]);
    expect(aliases(here)).toEqual([]);
  });
});
