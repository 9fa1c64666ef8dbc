import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAlicloudProvider } from "../../../src/components/provider/alicloud";
import { AlicloudStorage } from "../../../src/components/storage/alicloud";
import { tlsOnly } from "../../../src/components/storage/alicloud/buckets";
import { lifecycleRules } from "../../../src/components/storage/alicloud/lifecycle";
import { naming } from "../../../src/plan/naming";
import type { ObjectEdge } from "../../../src/plan/replication";
import { bucketPlans, bucketPurposes } from "../../../src/plan/storage";
import type { Region } from "../../../src/topology/schema";
import { alicloudRegion, alicloudShared } from "../../fixtures/alicloud";
import { fixtureContext } from "../../fixtures/topology";
import { alicloudKeys } from "../alicloud";
import { type InvokeAnswers, registrations } from "../harness";

const shared = alicloudShared();

interface Options {
  readonly outgoing?: readonly ObjectEdge[];
  readonly protect?: boolean;
  /** Buckets and aliases that the far locations have. */
  readonly far?: { readonly buckets: readonly string[]; readonly aliases: Readonly<Record<string, string>> };
}

async function build(region: Region, { outgoing = [], protect = true, far }: Options = {}) {
  const waiting: ObjectEdge[] = [];
  const invokes: InvokeAnswers = {
    "alicloud:oss/getBuckets:getBuckets": () => ({ names: far?.buckets ?? [] }),
    "alicloud:kms/getAliases:getAliases": () => ({
      aliases: Object.entries(far?.aliases ?? {}).map(([aliasName, keyId]) => ({ aliasName, keyId, id: aliasName })),
    }),
  };
  const seen = await registrations(
    () => {
      const storage = new AlicloudStorage(
        { ...fixtureContext(region, shared), protect },
        createAlicloudProvider(region, "here"),
        {
          plans: bucketPlans(shared, region),
          outgoing,
          incoming: [],
          keys: alicloudKeys(),
          dr: {
            provider: createAlicloudProvider({ ...region, location: region.drLocation }, "there"),
            keys: alicloudKeys("-dr"),
          },
        },
      );
      storage.waiting.apply((edges) => waiting.push(...edges));
    },
    {
      "alicloud:ram/role:Role": ({ name }) => ({ arn: `arn of ${name}` }),
      "alicloud:ram/policy:Policy": () => ({ type: "Custom" }),
    },
    invokes,
  );
  const children = seen.filter(({ type }) => type.startsWith("alicloud:"));
  const of = (type: string, provider = "here") =>
    children.filter((child) => child.type === `alicloud:${type}` && child.provider === provider);
  return { children, of, waiting };
}

const tagged = ["alicloud:oss/bucket:Bucket", "alicloud:ram/role:Role", "alicloud:ram/policy:Policy"];

describe("buckets, wherever the region lies", () => {
  it("are versioned, under the place's key, closed to the public, reached by TLS only, tagged", async () => {
    const anyRegion = fc
      .record({
        location: fc.constantFrom("cn-hangzhou", "ap-southeast-1", "us-east-1"),
        name: fc.stringMatching(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/),
        compliance: fc.constantFrom(["CSL", "MLPS"] as const, ["SOC2"] as const),
      })
      .map(({ compliance, ...region }) => alicloudRegion({ ...region, compliance: [...compliance] }));
    await fc.assert(
      fc.asyncProperty(anyRegion, async (region) => {
        const { children, of } = await build(region);
        const { tags } = naming(shared, region);
        for (const { name, type, inputs, provider } of children) {
          expect(["here", "there"], name).toContain(provider);
          expect(inputs.tags, name).toEqual(tagged.includes(type) ? tags : undefined);
        }
        for (const [place, key, location] of [
          ["here", "key-storage", region.location],
          ["there", "key-storage-dr", region.drLocation],
        ] as const) {
          const sm4 = region.compliance.includes("MLPS") && location.startsWith("cn-");
          const buckets = of("oss/bucket:Bucket", place);
          for (const { inputs } of buckets) {
            expect(inputs).toMatchObject({
              versioning: { status: "Enabled" },
              serverSideEncryptionRule: { sseAlgorithm: "KMS", kmsMasterKeyId: key },
            });
            const { kmsDataEncryption } = inputs.serverSideEncryptionRule as { kmsDataEncryption?: string };
            expect(kmsDataEncryption).toBe(sm4 ? "SM4" : undefined);
            expect(inputs.bucket).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
          }
          const ids = buckets.map(({ name }) => `${name}-id`).sort();
          const closed = of("oss/bucketPublicAccessBlock:BucketPublicAccessBlock", place);
          expect(closed.map(({ inputs }) => [inputs.bucket, inputs.blockPublicAccess]).sort()).toEqual(
            ids.map((id) => [id, true]),
          );
          const policies = of("oss/bucketPolicy:BucketPolicy", place);
          expect(policies.map(({ inputs }) => inputs.bucket).sort()).toEqual(ids);
          expect(policies.map(({ inputs }) => inputs.policy).sort()).toEqual(
            buckets.map(({ inputs }) => tlsOnly(region.account, String(inputs.bucket))).sort(),
          );
        }
      }),
      { numRuns: 4 },
    );
  });

  it("stand in three zones where each tier does, and in one place where not", async () => {
    const redundancy = async (location: string) => {
      const { of } = await build(alicloudRegion({ location, drLocation: "cn-chengdu" }));
      return ["here", "there"].map((place) => of("oss/bucket:Bucket", place)[0]?.inputs.redundancyType);
    };
    expect(await redundancy("cn-hangzhou")).toEqual(["ZRS", "LRS"]);
  });
});

describe("a region's buckets", () => {
  it("are one for each purpose, and log to the one for access logs as a role that may write there", async () => {
    const { of } = await build(alicloudRegion());
    expect(of("oss/bucket:Bucket")).toHaveLength(bucketPurposes.length);
    const logs = "meridian-production-china-access-logs-id";
    const logged = of("oss/bucketLogging:BucketLogging").map(({ inputs }) => inputs);
    expect(logged.map(({ targetPrefix }) => targetPrefix).sort()).toEqual([
      "assets/",
      "backup/",
      "compliance/",
      "knowledge/",
    ]);
    for (const { targetBucket, loggingRole } of logged) {
      expect([targetBucket, loggingRole]).toEqual([logs, "meridian-production-china-oss"]);
    }
    const policy = String(of("ram/policy:Policy")[0]?.inputs.policyDocument);
    expect(policy).toContain('"oss:PutObject"');
    expect(policy).not.toContain('"*"');
  });

  it("lock compliance records for 2,555 days, there and in the DR location; for good only where stores are protected", async () => {
    for (const [protect, status] of [
      [true, "Locked"],
      [false, "InProgress"],
    ] as const) {
      const { of } = await build(alicloudRegion(), { protect });
      for (const [place, suffix] of [
        ["here", ""],
        ["there", "-dr"],
      ]) {
        expect(of("oss/bucketWorm:BucketWorm", place).map(({ inputs }) => inputs)).toEqual([
          { bucket: `meridian-production-china-compliance${suffix}-id`, retentionPeriodInDays: 2555, status },
        ]);
      }
      for (const { inputs } of of("oss/bucket:Bucket")) expect(inputs.forceDestroy).toBe(!protect);
    }
  });

  it("are copied to the DR location as a role, under its key, with a promised time, and keep what is deleted", async () => {
    const { of } = await build(alicloudRegion());
    const rules = of("oss/bucketReplication:BucketReplication").map(({ inputs }) => inputs);
    const ids = (suffix: string) =>
      ["backup", "compliance"].map((slug) => `meridian-production-china-${slug}${suffix}-id`);
    expect(rules.map(({ bucket }) => bucket).sort()).toEqual(ids(""));
    expect(rules.map(({ destination }) => (destination as { bucket: string }).bucket).sort()).toEqual(ids("-dr"));
    for (const rule of rules) {
      expect(rule).toMatchObject({
        action: "PUT",
        historicalObjectReplication: "enabled",
        destination: { location: "oss-cn-beijing" },
        syncRole: "meridian-production-china-oss",
        encryptionConfiguration: { replicaKmsKeyId: "key-storage-dr" },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
        rtc: { enabled: true },
      });
    }
  });

  it("age in one rule each, in the order of the tiers", () => {
    const base = { expireNoncurrentAfterDays: 90, abortUploadsAfterDays: 7 };
    expect(lifecycleRules({ ...base, warmAfterDays: 30, coldAfterDays: 90 })).toMatchObject([
      {
        transitions: [
          { days: 30, storageClass: "IA" },
          { days: 90, storageClass: "Archive" },
        ],
        expirations: [{ expiredObjectDeleteMarker: true }],
        noncurrentVersionExpirations: [{ days: 90 }],
        abortMultipartUploads: [{ days: 7 }],
      },
    ]);
    expect(lifecycleRules({ ...base, expireAfterDays: 365 })).toMatchObject([{ expirations: [{ days: 365 }] }]);
  });
});

describe("edges", () => {
  const singapore = alicloudRegion({
    name: "apac",
    location: "ap-southeast-1",
    drLocation: "ap-southeast-5",
    isolated: false,
  });
  const frankfurt = alicloudRegion({ name: "eu", location: "eu-central-1", drLocation: "eu-west-1", isolated: false });
  const edge = (dataClass: string, overrides: Partial<ObjectEdge> = {}): ObjectEdge => ({
    dataClass,
    bucket: "assets",
    prefix: `${dataClass}/`,
    from: singapore,
    to: frankfurt,
    fromBucket: "near-assets",
    toBucket: "far-assets",
    mechanism: "native",
    legalBasis: "no-personal-data",
    recoveryPointSeconds: 300,
    ...overrides,
  });
  const rules = ({ of }: Awaited<ReturnType<typeof build>>) =>
    of("oss/bucketReplication:BucketReplication").filter(({ name }) => !name.endsWith("-to-dr"));
  const far = { buckets: ["far-assets"], aliases: { "alias/meridian-production-eu-storage": "key-far" } };

  it("lead to a far bucket that is there, for the class's objects, deletions too, under the far key", async () => {
    const built = await build(singapore, { outgoing: [edge("avatars"), edge("templates")], far });
    expect(rules(built).map(({ inputs }) => (inputs.prefixSet as { prefixes: string[] }).prefixes[0])).toEqual([
      "avatars/",
      "templates/",
    ]);
    for (const { inputs } of rules(built)) {
      expect(inputs).toMatchObject({
        action: "ALL",
        destination: { bucket: "far-assets", location: "oss-eu-central-1" },
        encryptionConfiguration: { replicaKmsKeyId: "key-far" },
      });
      expect(inputs).not.toHaveProperty("rtc");
    }
    expect(String(built.of("ram/policy:Policy")[0]?.inputs.policyDocument)).toContain("key/key-far");
    expect(built.waiting).toEqual([]);
  });

  it("wait while the far bucket or its key is not there", async () => {
    const missing = { ...far, aliases: {} };
    for (const there of [undefined, missing, { ...far, buckets: [] }]) {
      const built = await build(singapore, { outgoing: [edge("avatars")], ...(there && { far: there }) });
      expect(rules(built)).toEqual([]);
      expect(built.waiting.map(({ dataClass }) => dataClass)).toEqual(["avatars"]);
    }
  });

  it("of another mechanism are not this component's", async () => {
    const built = await build(singapore, { outgoing: [edge("avatars", { mechanism: "transfer" })], far });
    expect(rules(built)).toEqual([]);
    expect(built.waiting).toEqual([]);
  });

  it("never cross China's border, whatever the component is handed", async () => {
    const china = alicloudRegion();
    for (const crossing of [edge("avatars", { from: china }), edge("avatars", { to: china })]) {
      const built = await build(crossing.from, { outgoing: [crossing], far });
      expect(rules(built)).toEqual([]);
      expect(built.waiting).toEqual([]);
      expect(built.children.filter(({ provider }) => !["here", "there"].includes(provider))).toEqual([]);
    }
  });
});
