import type * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { RegionContext } from "../../../src/components/component";
import { AwsStorage } from "../../../src/components/storage/aws";
import { lifecycleRule } from "../../../src/components/storage/aws/lifecycle";
import { replicationRoleArn } from "../../../src/components/storage/aws/names";
import { bucketPolicy } from "../../../src/components/storage/aws/policies";
import type { ObjectEdge } from "../../../src/plan/replication";
import type { Region } from "../../../src/topology/schema";
import { fixtureContext } from "../../fixtures/topology";
import { awsDrPlace, awsPlace, keyAnswers } from "../aws-keys";
import { anyAwsCase, awsRegion, ofType } from "../aws-region";
import { type Answers, type InvokeAnswers, registrations } from "../harness";
import { storageArgs, storageShared } from "../storage-topology";

const usEast = awsRegion();
const euWest = awsRegion({ name: "eu-west", number: 2, location: "eu-west-1", drLocation: "eu-central-1" });
const apac = awsRegion({ name: "apac", number: 3, location: "ap-southeast-1", account: "210987654321" });
const gcp = awsRegion({ name: "far", number: 4, cloud: "gcp", location: "europe-west3", account: "meridian-far" });
const regions = [usEast, euWest, apac, gcp];

const answers: Answers = {
  ...keyAnswers,
  "aws:s3/bucket:Bucket": ({ inputs }) => ({ arn: `arn:aws:s3:::${inputs.bucket}` }),
  "aws:iam/role:Role": ({ inputs }) => ({ arn: `role:${inputs.name}` }),
};

/** A tagging API that knows these buckets. */
const there = (names: readonly string[], asked: Record<string, unknown>[] = []): InvokeAnswers => ({
  "aws:resourcegroupstaggingapi/getResources:getResources": (inputs) => {
    asked.push(inputs);
    return { resourceTagMappingLists: names.map((name) => ({ resourceArn: `arn:aws:s3:::${name}` })) };
  },
});

const told = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

async function build(context: RegionContext, all: readonly Region[], invokes: InvokeAnswers) {
  let storage: AwsStorage | undefined;
  const seen = await registrations(
    () => {
      const { provider, keys } = awsPlace(context);
      const args = storageArgs(context.shared, all, context.region);
      storage = new AwsStorage(context, provider, { ...args, keys, dr: awsDrPlace(context) });
    },
    answers,
    invokes,
  );
  if (!storage) throw new Error("no storage was built");
  const children = seen.filter(({ type }) => /^aws:(s3|iam)/.test(type));
  return { storage, children, waiting: await told(storage.waiting) };
}

type Built = Awaited<ReturnType<typeof build>>;
const rulesOf = ({ children }: Built, name: string) => {
  const config = ofType(children, "BucketReplicationConfig").find((child) => child.name === name);
  return (config?.inputs.rules ?? []) as readonly Record<string, never>[];
};
const statementsOf = ({ children }: Built, type: string, name: string) => {
  const found = ofType(children, type).find((child) => child.name === name);
  return JSON.parse(String(found?.inputs.policy)).Statement as readonly Record<string, unknown>[];
};
const edgesTo = (edges: readonly ObjectEdge[]) => edges.map(({ dataClass, to }) => `${dataClass} ${to.name}`).sort();

const shared = storageShared(regions.map(({ name }) => name));
const context = fixtureContext(usEast, shared);
const { outgoing } = storageArgs(shared, regions, usEast);
const farBuckets = outgoing.map(({ toBucket }) => toBucket);
const edgeOf = (dataClass: string): ObjectEdge => {
  const edge = outgoing.find((one) => one.dataClass === dataClass && one.to.name === "eu-west");
  if (!edge) throw new Error(`no edge carries ${dataClass}`);
  return edge;
};

describe("AwsStorage", () => {
  /** As long as no peer is there. */
  let alone: Built;
  /** When all are. */
  let together: Built;
  beforeAll(async () => {
    alone = await build(context, regions, there([]));
    together = await build(context, regions, there(farBuckets));
  });

  it("versions, encrypts, tags and closes every bucket in its own location, in any region", async () => {
    await fc.assert(
      fc.asyncProperty(anyAwsCase(storageShared(["us-east"])), async ({ context, region }) => {
        const { children } = await build(context, [region], {});
        const buckets = ofType(children, "Bucket");
        const byProvider = (provider: string) => buckets.filter((bucket) => bucket.provider === provider).length;
        expect([byProvider(region.name), byProvider(`${region.name}-dr`)]).toEqual([5, 3]);
        for (const { name, provider, inputs } of buckets) {
          expect(inputs).toMatchObject({ tags: context.naming.tags, forceDestroy: !context.protect });
          expect(String(inputs.bucket)).toMatch(/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/);
          const set = (type: string) => {
            const [one, ...more] = ofType(children, type).filter((child) => child.name === name);
            expect(more, `${type} ${name}`).toEqual([]);
            expect(one?.provider, `${type} ${name}`).toBe(provider);
            return one?.inputs;
          };
          const logs = name.endsWith("access-logs");
          const kmsMasterKeyId = `key:${provider}-storage`;
          expect(set("BucketVersioning")?.versioningConfiguration).toEqual({ status: "Enabled" });
          expect(set("BucketServerSideEncryptionConfiguration")?.rules).toEqual([
            logs
              ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
              : {
                  applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId },
                  bucketKeyEnabled: true,
                },
          ]);
          expect(set("BucketPublicAccessBlock")).toMatchObject({
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
          });
          expect(set("BucketOwnershipControls")?.rule).toEqual({ objectOwnership: "BucketOwnerEnforced" });
          expect(set("BucketPolicy")?.policy).toContain('"aws:SecureTransport":"false"');
          expect(set("BucketLifecycleConfiguration")?.rules).toHaveLength(1);
          if (!logs) expect(set("BucketLogging")).toMatchObject({ targetPrefix: "s3/" });
          const locked = name.endsWith("compliance");
          expect(inputs.objectLockEnabled).toBe(locked);
          if (locked)
            expect(set("BucketObjectLockConfiguration")?.rule).toEqual({
              defaultRetention: { mode: "COMPLIANCE", days: 2555 },
            });
        }
      }),
      { numRuns: 2 },
    );
  });

  it("logs a bucket's accesses to the log bucket of its location", () => {
    const { children } = alone;
    for (const { name, provider, inputs } of ofType(children, "BucketLogging"))
      expect(inputs.targetBucket, name).toMatch(
        provider === "us-east-dr" ? /access-logs-dr-/ : /access-logs-[0-9a-f]{6}$/,
      );
    expect(statementsOf(alone, "BucketPolicy", "us-east-access-logs")[0]).toMatchObject({
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    });
  });

  it("carries what is copied to the DR location there, without what is deleted, in 15 minutes", () => {
    const built = alone;
    for (const slug of ["backup", "compliance"])
      expect(rulesOf(built, `us-east-${slug}`)).toEqual([
        {
          id: "dr",
          priority: 1,
          status: "Enabled",
          filter: { prefix: "" },
          deleteMarkerReplication: { status: "Disabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: {
            bucket: expect.stringMatching(new RegExp(`^arn:aws:s3:::meridian-production-us-east-${slug}-dr-`)),
            encryptionConfiguration: { replicaKmsKeyId: "key:us-east-dr-storage" },
            metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
            replicationTime: { status: "Enabled", time: { minutes: 15 } },
          },
        },
      ]);
  });

  it("has no rule to a bucket that is not there, and says which edges wait", () => {
    const built = alone;
    expect(ofType(built.children, "BucketReplicationConfig").map(({ name }) => name)).toEqual([
      "us-east-backup",
      "us-east-compliance",
    ]);
    // Another account's and another cloud's are no business of S3.
    expect(edgesTo(built.waiting)).toEqual(["knowledge-base eu-west", "templates eu-west", "user-avatars eu-west"]);
  });

  it("has one set of rules a bucket, along the native edges that are declared, under the key of the far end", () => {
    const built = together;
    expect(built.waiting).toEqual([]);
    const replicaKmsKeyId = "arn:aws:kms:eu-west-1:123456789012:alias/meridian-production-eu-west-storage";
    expect(rulesOf(built, "us-east-assets")).toMatchObject(
      ["user-avatars", "templates"].map((dataClass) => ({
        id: `${dataClass}-eu-west`,
        filter: { prefix: edgeOf(dataClass).prefix },
        deleteMarkerReplication: { status: "Enabled" },
        destination: {
          bucket: expect.stringMatching(/^arn:aws:s3:::meridian-production-eu-west-assets-[0-9a-f]{6}$/),
          encryptionConfiguration: { replicaKmsKeyId },
          replicationTime: { status: "Enabled" },
        },
      })),
    );
    const [knowledge] = rulesOf(built, "us-east-knowledge");
    expect(knowledge).toMatchObject({ destination: { metrics: { status: "Enabled" } } });
    expect(knowledge?.destination).not.toHaveProperty("replicationTime");
    expect(rulesOf(built, "us-east-knowledge")).toHaveLength(1);
  });

  it("keeps a rule's priority while others come and go", async () => {
    const some = farBuckets.filter((name) => name.includes("assets"));
    const one = await build(context, regions, there(some));
    expect(rulesOf(one, "us-east-assets")).toEqual(rulesOf(together, "us-east-assets"));
    expect(edgesTo(one.waiting)).toEqual(["knowledge-base eu-west"]);
  });

  it("asks each far location once, for this service's buckets of the peers that are there", async () => {
    const asked: Record<string, unknown>[] = [];
    await build(context, regions, there([], asked));
    expect(asked).toEqual([
      {
        region: "eu-west-1",
        resourceTypeFilters: ["s3"],
        tagFilters: [
          { key: "meridian-service", values: ["meridian"] },
          { key: "meridian-environment", values: ["production"] },
          { key: "meridian-stack", values: ["eu-west"] },
        ],
      },
    ]);
    asked.length = 0;
    await build(fixtureContext(usEast, storageShared([])), regions, there([], asked));
    expect(asked).toEqual([]);
  });

  it("lets a bucket's role read that bucket and write below the declared prefixes, with the keys of their places", () => {
    const built = alone;
    const names = ofType(built.children, "Role").map(({ inputs }) => String(inputs.name));
    const plan = { slug: "assets" };
    expect(names).toContain(replicationRoleArn(context.naming, usEast, plan).split("/")[1]);
    const statements = statementsOf(built, "RolePolicy", "us-east-replicate-assets");
    const by = (sid: string) => statements.find(({ Sid }) => Sid === sid);
    expect(by("WriteCopies")?.Resource).toEqual([
      expect.stringMatching(/meridian-production-eu-west-assets-[0-9a-f]{6}\/user-avatars\/us-east\/\*$/),
      expect.stringMatching(/meridian-production-eu-west-assets-[0-9a-f]{6}\/templates\/us-east\/\*$/),
    ]);
    expect(by("Decrypt")).toMatchObject({
      Resource: "key:us-east-storage",
      Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
    });
    expect(by("Encrypt0")).toMatchObject({
      Resource: "arn:aws:kms:eu-west-1:123456789012:key/*",
      Condition: {
        StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" },
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/meridian-production-eu-west-storage" },
      },
    });
    const locked = statementsOf(built, "RolePolicy", "us-east-replicate-compliance");
    expect(JSON.stringify(locked)).toContain("s3:GetObjectRetention");
    expect(JSON.stringify(statements)).not.toContain("s3:GetObjectRetention");
  });

  it("refuses replication from anyone but the declared origins", () => {
    const built = alone;
    const origins = (name: string) =>
      statementsOf(built, "BucketPolicy", name).find(({ Sid }) => Sid === "DeclaredOrigins")?.Condition;
    const role = replicationRoleArn(fixtureContext(euWest, shared).naming, euWest, { slug: "assets" });
    expect(origins("us-east-assets")).toEqual({ ArnNotEquals: { "aws:PrincipalArn": [role] } });
    expect(origins("us-east-backup")).toBeUndefined();
    expect(origins("us-east-dr-backup")).toEqual({
      ArnNotEquals: { "aws:PrincipalArn": [replicationRoleArn(context.naming, usEast, { slug: "backup" })] },
    });
  });
});

describe("a bucket's policy", () => {
  it("takes an upload under the bucket's key by any of its names, or one that names none", () => {
    const { Statement } = bucketPolicy({ arn: "arn", account: "1", keys: ["key", "alias"], origins: new Map() });
    const by = (sid: string) => Statement.find(({ Sid }) => Sid === sid)?.Condition;
    const key = "s3:x-amz-server-side-encryption-aws-kms-key-id";
    expect(by("RightKey")).toEqual({ Null: { [key]: "false" }, StringNotEquals: { [key]: ["key", "alias"] } });
    expect(by("NotAwsKey")).toEqual({ Null: { "s3:x-amz-server-side-encryption": "false", [key]: "true" } });
  });

  it("lets an origin replicate below its own prefixes only", () => {
    const origins = new Map([
      ["one", ["a/", "b/"]],
      ["two", ["b/"]],
    ]);
    const { Statement } = bucketPolicy({ arn: "arn", account: "1", keys: [], origins });
    const declared = Statement.filter(({ Sid }) => Sid.startsWith("Declared"));
    expect(declared.map(({ Resource, NotResource, Condition }) => [Resource ?? NotResource, Condition])).toEqual([
      ["arn/*", { ArnNotEquals: { "aws:PrincipalArn": ["one", "two"] } }],
      [["arn/a/*", "arn/b/*"], { ArnEquals: { "aws:PrincipalArn": "one" } }],
      [["arn/b/*"], { ArnEquals: { "aws:PrincipalArn": "two" } }],
    ]);
  });
});

describe("a lifecycle", () => {
  const others = { expireNoncurrentAfterDays: 90, abortUploadsAfterDays: 7 };
  it("moves no object sooner than S3 takes it, nor after it is gone", () => {
    const moves = (days: object) => lifecycleRule({ ...others, ...days }).transitions;
    expect(moves({ warmAfterDays: 7, coldAfterDays: 40 })).toEqual([
      { days: 30, storageClass: "STANDARD_IA" },
      { days: 60, storageClass: "GLACIER_IR" },
    ]);
    expect(moves({ warmAfterDays: 30, coldAfterDays: 90, expireAfterDays: 90 })).toEqual([
      { days: 30, storageClass: "STANDARD_IA" },
    ]);
    expect(moves({ expireAfterDays: 10 })).toBeUndefined();
  });
});
