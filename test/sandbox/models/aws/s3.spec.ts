/** What is set on buckets as S3 has it, and the buckets of two regions carried out in one world. */
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { aws } from "../../../../sandbox/models/aws";
import { types } from "../../../../sandbox/models/aws/common";
import { AwsStorage } from "../../../../src/components/storage/aws";
import type { Region } from "../../../../src/topology/schema";
import { awsDrPlace, awsPlace } from "../../../components/aws-keys";
import { awsRegion } from "../../../components/aws-region";
import { storageArgs, storageShared } from "../../../components/storage-topology";
import { fixtureContext } from "../../../fixtures/topology";
import { type Driver, driver, type Made } from "../../core/harness";
import { inSandbox, refusedUnknown } from "../component";

const account = "123456789012";
const region = "eu-west-1";

let world: SandboxWorld;
let cloud: Driver;
beforeEach(() => {
  world = SandboxWorld.inMemory();
  cloud = driver(aws, { account, region }, world);
});

const bucketOf = (name: string, more: Properties = {}) => cloud.make(types.bucket, name, { bucket: name, ...more });
const versioned = (name: string, more: Properties = {}) => {
  const bucket = bucketOf(name, more);
  const { region: at } = more;
  cloud.make(types.bucketVersioning, name, {
    bucket: name,
    versioningConfiguration: { status: "Enabled" },
    ...(at !== undefined && { region: at }),
  });
  return bucket;
};
const encrypted = (bucket: string, rule: Properties) =>
  cloud.make(types.bucketEncryption, bucket, { bucket, rules: [{ applyServerSideEncryptionByDefault: rule }] });
const document = (statement: object) => JSON.stringify({ Statement: [statement] });

describe("the name of a bucket", () => {
  it.each(["Logs", "10.0.0.1", "a..b", "ab", "logs-"])("refuses the name %s", (bucket) => {
    expect(cloud.failures(types.bucket, { bucket }).length).toBeGreaterThan(0);
  });

  it("wants a name once among all accounts", () => {
    cloud.make(types.bucket, "b", { bucket: "meridian-logs" });
    const stranger = driver(aws, { account: "210987654321", region: "us-east-1" }, world, "other");
    expect(() => stranger.make(types.bucket, "b", { bucket: "meridian-logs" })).toThrow(/BucketAlreadyExists/);
  });

  it("makes a name up from the resource's", () => {
    expect(cloud.make(types.bucket, "Assets", {}).id).toMatch(/^assets-[0-9a-f]{7}$/);
  });
});

describe("settings of a bucket", () => {
  it("are of its location, each once, and hold it", () => {
    const bucket = versioned("one");
    const versions = { bucket: "one", versioningConfiguration: { status: "Enabled" } };
    expect(() => cloud.make(types.bucketVersioning, "twin", versions)).toThrow(/would undo each other/);
    expect(() =>
      cloud.make(types.bucketOwnershipControls, "o", {
        bucket: "one",
        region: "us-east-1",
        rule: { objectOwnership: "BucketOwnerEnforced" },
      }),
    ).toThrow(/there is one in .*eu-west-1/);
    expect(() => cloud.destroy(bucket)).toThrow(/DependencyViolation/);
  });

  it("encrypt with a key of its location", () => {
    bucketOf("one");
    const abroad = String(cloud.make(types.key, "k", { region: "us-east-1" }).state.arn);
    expect(() => encrypted("one", { sseAlgorithm: "aws:kms", kmsMasterKeyId: abroad })).toThrow(
      /there is one in .*us-east-1/,
    );
    const here = String(cloud.make(types.key, "h", {}).state.arn);
    expect(() => encrypted("one", { sseAlgorithm: "AES256", kmsMasterKeyId: here })).toThrow(/not applicable/);
    expect(encrypted("one", { sseAlgorithm: "aws:kms", kmsMasterKeyId: here }).id).toBe("one");
  });

  it("lock only what is versioned, and keep it so", () => {
    const rule = { defaultRetention: { mode: "COMPLIANCE", days: 2555 } };
    bucketOf("plain");
    expect(() => cloud.make(types.bucketObjectLock, "p", { bucket: "plain", rule })).toThrow(/InvalidBucketState/);
    bucketOf("locked", { objectLockEnabled: true });
    expect(cloud.make(types.bucketObjectLock, "l", { bucket: "locked", rule }).id).toBe("locked");
    const suspended = { bucket: "locked", versioningConfiguration: { status: "Suspended" } };
    expect(() => cloud.make(types.bucketVersioning, "s", suspended)).toThrow(/Object Lock configuration is present/);
    expect(
      cloud.failures(types.bucketObjectLock, { bucket: "locked", rule: { defaultRetention: { mode: "COMPLIANCE" } } }),
    ).toHaveLength(1);
  });

  it.each<[string, Properties, RegExp]>([
    ["no action", {}, /At least one action/],
    [
      "Standard-IA before 30 days",
      { transitions: [{ days: 7, storageClass: "STANDARD_IA" }] },
      /greater than or equal to 30/,
    ],
    [
      "the next class too soon",
      {
        transitions: [
          { days: 30, storageClass: "STANDARD_IA" },
          { days: 45, storageClass: "GLACIER_IR" },
        ],
      },
      /30 days more/,
    ],
    [
      "an end before the move",
      { transitions: [{ days: 30, storageClass: "GLACIER" }], expiration: { days: 30 } },
      /must be greater/,
    ],
    ["an end and a marker", { expiration: { days: 30, expiredObjectDeleteMarker: true } }, /together/],
  ])("age objects by no rule with %s", (_, rule, words) => {
    const rules = [{ id: "r", status: "Enabled", filter: {}, ...rule }];
    expect(cloud.failures(types.bucketLifecycle, { bucket: "one", rules })).toContainEqual(
      expect.stringMatching(words),
    );
  });

  it("take no policy of another bucket, nor an open one where that is blocked", () => {
    bucketOf("one");
    const open = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::one/*" };
    const policy = (statement: object) => ({ bucket: "one", policy: document(statement) });
    expect(() => cloud.make(types.bucketPolicy, "p", policy({ ...open, Resource: "arn:aws:s3:::two/*" }))).toThrow(
      /invalid resource/,
    );
    const ghost = { AWS: `arn:aws:iam::${account}:role/ghost` };
    expect(() => cloud.make(types.bucketPolicy, "p", policy({ ...open, Principal: ghost }))).toThrow(
      /Invalid principal/,
    );
    cloud.make(types.bucketPublicAccessBlock, "b", { bucket: "one", blockPublicPolicy: true });
    expect(() => cloud.make(types.bucketPolicy, "p", policy(open))).toThrow(/BlockPublicPolicy/);
    expect(cloud.make(types.bucketPolicy, "p", policy({ ...open, Effect: "Deny" })).id).toBe("one");
  });

  it("deliver access logs to a bucket of the location that lets S3 in and has no key of KMS", () => {
    bucketOf("one");
    bucketOf("far", { region: "us-east-1" });
    const logs = (targetBucket: string) =>
      cloud.make(types.bucketLogging, "one", { bucket: "one", targetBucket, targetPrefix: "s3/" });
    expect(() => logs("far")).toThrow(/in the location/);
    bucketOf("logs");
    expect(() => logs("logs")).toThrow(/must give logging.s3.amazonaws.com/);
    const allow = { Effect: "Allow", Principal: { Service: "logging.s3.amazonaws.com" }, Action: "s3:PutObject" };
    cloud.make(types.bucketPolicy, "p", {
      bucket: "logs",
      policy: document({ ...allow, Resource: "arn:aws:s3:::logs/*" }),
    });
    const key = String(cloud.make(types.key, "k", {}).state.arn);
    const sse = encrypted("logs", { sseAlgorithm: "aws:kms", kmsMasterKeyId: key });
    expect(() => logs("logs")).toThrow(/SSE-KMS/);
    cloud.destroy(sse);
    expect(logs("logs").id).toBe("one");
  });
});

describe("replication", () => {
  const trust = JSON.stringify({
    Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
  });
  const rule = (to: string, more: Properties = {}): Properties => ({
    id: to,
    priority: 1,
    status: "Enabled",
    filter: { prefix: "a/" },
    deleteMarkerReplication: { status: "Enabled" },
    destination: { bucket: `arn:aws:s3:::${to}` },
    ...more,
  });
  const replicate = (...rules: Properties[]) => {
    const role = `arn:aws:iam::${account}:role/s3`;
    return cloud.make(types.bucketReplication, "one", { bucket: "one", role, rules });
  };
  beforeEach(() => {
    cloud.make(types.role, "s3", { name: "s3", assumeRolePolicy: trust });
  });

  it("wants both ends, and versions of both", () => {
    bucketOf("one");
    expect(() => replicate(rule("two"))).toThrow(/NotFound/);
    bucketOf("two", { region: "us-east-1" });
    expect(() => replicate(rule("two"))).toThrow(/Versioning must be 'Enabled'/);
    const source = { bucket: "one", versioningConfiguration: { status: "Enabled" } };
    cloud.make(types.bucketVersioning, "one", source);
    expect(() => replicate(rule("two"))).toThrow(/Destination bucket must have versioning/);
    cloud.make(types.bucketVersioning, "two", { ...source, bucket: "two", region: "us-east-1" });
    expect(replicate(rule("two")).id).toBe("one");
  });

  it("goes from locked buckets to locked ones, and to no bucket itself", () => {
    bucketOf("one", { objectLockEnabled: true });
    versioned("two");
    expect(() => replicate(rule("one"))).toThrow(/same as the source/);
    expect(() => replicate(rule("two"))).toThrow(/Object Lock must be enabled/);
  });

  it("encrypts with a key of the far end, by its ARN or its alias", () => {
    versioned("one");
    versioned("two", { region: "us-east-1" });
    const arnOf = (made: Made) => String(made.state.arn);
    const [here, far] = ["eu-west-1", "us-east-1"].map((at) => cloud.make(types.key, at, { region: at }));
    if (!here || !far) throw new Error("no keys");
    const alias = cloud.make(types.alias, "a", { name: "alias/a", targetKeyId: far.id, region: "us-east-1" });
    const selected = { sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } } };
    const under = (replicaKmsKeyId: string) => ({
      ...selected,
      destination: { bucket: "arn:aws:s3:::two", encryptionConfiguration: { replicaKmsKeyId } },
    });
    expect(() => replicate(rule("two", selected))).toThrow(/EncryptionConfiguration must be specified/);
    expect(() => replicate(rule("two", under(arnOf(here))))).toThrow(/the key is in eu-west-1/);
    const made = replicate(rule("two", under(arnOf(far))));
    expect(cloud.change(made, { ...made.inputs, rules: [rule("two", under(arnOf(alias)))] }).id).toBe("one");
  });

  it.each<[string, Properties[], RegExp]>([
    ["two rules of one priority", [rule("two"), rule("three")], /unique for each rule/],
    [
      "a filter that says nothing of deletions",
      [{ ...rule("two"), deleteMarkerReplication: null }],
      /DeleteMarkerReplication must be/,
    ],
    ["existing objects", [rule("two", { existingObjectReplication: { status: "Enabled" } })], /Batch Replication/],
    [
      "time control without metrics",
      [
        rule("two", {
          destination: { bucket: "arn:aws:s3:::two", replicationTime: { status: "Enabled", time: { minutes: 15 } } },
        }),
      ],
      /Metrics with an event threshold/,
    ],
  ])("has no %s", (_, rules, words) => {
    expect(cloud.failures(types.bucketReplication, { bucket: "one", role: "r", rules })).toContainEqual(
      expect.stringMatching(words),
    );
  });
});

describe("the tagging API", () => {
  it("tells the buckets of a location that carry all the tags", () => {
    bucketOf("one", { tags: { a: "1", b: "2" } });
    bucketOf("two", { tags: { a: "1" } });
    bucketOf("far", { region: "us-east-1", tags: { a: "1", b: "2" } });
    const ask = (inputs: Properties) => {
      const token = "aws:resourcegroupstaggingapi/getResources:getResources";
      const { resourceTagMappingLists } = cloud.instance.invoke(token, {
        resourceTypeFilters: ["s3"],
        ...inputs,
      }).answer;
      return (resourceTagMappingLists as readonly { resourceArn: string }[]).map(({ resourceArn }) => resourceArn);
    };
    const filters = (...pairs: [string, string][]) => ({
      tagFilters: pairs.map(([key, value]) => ({ key, values: [value] })),
    });
    expect(ask(filters(["a", "1"]))).toEqual(["arn:aws:s3:::one", "arn:aws:s3:::two"]);
    expect(ask(filters(["a", "1"], ["b", "2"]))).toEqual(["arn:aws:s3:::one"]);
    expect(ask({ ...filters(["a", "1"]), region: "us-east-1" })).toEqual(["arn:aws:s3:::far"]);
  });
});

describe("the buckets of two regions", () => {
  const eu = awsRegion({ name: "eu-west", number: 2, location: region, drLocation: "eu-central-1", account });
  const us = awsRegion({ account });
  const shared = storageShared([us.name, eu.name]);
  const world = SandboxWorld.inMemory();

  const standUp = async (place: Region) => {
    const at = { account, region: place.location };
    const dr = { account, region: place.drLocation };
    let waiting = 0;
    const stood = await inSandbox(
      aws,
      at,
      () => {
        const context = { ...fixtureContext(place, shared), protect: false };
        const { provider, keys } = awsPlace(context);
        const args = storageArgs(shared, [us, eu], place);
        const storage = new AwsStorage(context, provider, { ...args, keys, dr: awsDrPlace(context) });
        storage.waiting.apply((edges) => {
          waiting = edges.length;
        });
      },
      { [`${place.name}-dr`]: dr },
      world,
    );
    return { ...stood, waiting };
  };

  let first: Awaited<ReturnType<typeof standUp>>;
  let second: Awaited<ReturnType<typeof standUp>>;
  beforeAll(async () => {
    first = await standUp(us);
    second = await standUp(eu);
  }, 60_000);

  const rulesOf = (made: readonly Made[], bucket: string) =>
    made.find(({ type, id }) => type === types.bucketReplication && id.includes(`-${bucket}-`))?.inputs.rules as
      | readonly Properties[]
      | undefined;

  it("stand up one after the other: the first waits for the second, which does not", () => {
    expect([first.waiting, second.waiting]).toEqual([3, 0]);
    expect(rulesOf(first.made, "assets")).toBeUndefined();
    expect(rulesOf(second.made, "assets")).toHaveLength(2);
    expect(rulesOf(second.made, "compliance")).toHaveLength(1);
  });

  it("keep every object of a region in its location or its DR location", () => {
    const places = new Set(first.made.map(({ state }) => state.region ?? "global"));
    expect([...places].sort()).toEqual(["global", "us-east-1", "us-west-2"]);
  });

  it("are refused nothing at preview, and nothing changes when they are looked at again", () => {
    const home = second.made.filter(({ state }) => state.region === region);
    expect(refusedUnknown(second.cloud, home)).toEqual([]);
    for (const object of home) expect(second.cloud.diff(object, object.inputs).changes, object.urn).toEqual([]);
  });

  it("let go of a region whose buckets others replicate to", () => {
    for (const object of [...first.made].reverse()) {
      const elsewhere = object.state.region === us.drLocation;
      (elsewhere ? first.driverOf(`${us.name}-dr`) : first.cloud).destroy(object);
    }
    expect(first.made.filter((object) => first.cloud.read(object))).toEqual([]);
  });
});
