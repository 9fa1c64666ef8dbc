import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { GcpStorage } from "../../../src/components/storage/gcp";
import { lifecycleRules } from "../../../src/components/storage/gcp/bucket";
import { belowAny } from "../../../src/components/storage/gcp/grants";
import { isOutOfSight, projectOfAgent } from "../../../src/components/storage/gcp/peers";
import { locationsOf } from "../../../src/facts/locations";
import { incoming, objectEdges, outgoing } from "../../../src/plan/replication";
import { bucketPlans } from "../../../src/plan/storage";
import { loadTopology } from "../../../src/topology/load";
import type { Region } from "../../../src/topology/schema";
import { fixtureContext } from "../../fixtures/topology";
import { layouts } from "../../topology/files";
import { gcpAnswers, gcpInvokes, gcpSite, keyIn } from "../gcp";
import { type InvokeAnswers, type Registration, registrations } from "../harness";

const topology = loadTopology(layouts.find((path) => path.endsWith("all-gcp")) ?? "");
const edges = objectEdges(topology);
const [europe] = topology.regions.filter(({ name }) => name === "eu-west");

/** What each project's buckets are labelled with, and what the cloud answers of the others. */
type Peers = (project: string) => readonly { readonly name: string; readonly labels: Record<string, string> }[];
const nobody: Peers = () => [];

async function build(overrides: Partial<Region> = {}, peers: Peers = nobody, protect = true) {
  if (!europe) throw new Error("the layout has no eu-west");
  const region = { ...europe, ...overrides };
  const context = { ...fixtureContext(region, topology.shared), protect };
  const invokes: InvokeAnswers = {
    ...gcpInvokes,
    "gcp:storage/getBuckets:getBuckets": ({ project }) => ({ buckets: peers(String(project)) }),
  };
  let storage: GcpStorage | undefined;
  const all = await registrations(
    () => {
      const { provider, keys, dr } = gcpSite(context);
      storage = new GcpStorage(context, provider, {
        plans: bucketPlans(topology.shared, region),
        outgoing: outgoing(edges, region),
        incoming: incoming(edges, region),
        keys,
        dr,
      });
    },
    gcpAnswers,
    invokes,
  );
  if (!storage) throw new Error("nothing was built");
  const children = all.filter(({ type }) => type.startsWith("gcp:"));
  const of = (end: string) => children.filter(({ type }) => type.endsWith(`:${end}`));
  const bucket = (slug: string): Registration["inputs"] =>
    of("Bucket").find(({ name }) => name.endsWith(`-bucket-${slug}`))?.inputs ?? {};
  return { storage, region, context, children, of, bucket };
}

let built: Awaited<ReturnType<typeof build>>;
beforeAll(async () => {
  built = await build();
});

const codes = locationsOf("gcp").map(({ code }) => code);

describe("every child", () => {
  it("is in its own place by provider and location, under that place's key, labelled, closed to the public", async () => {
    const places = fc.uniqueArray(fc.constantFrom(...codes), { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(places, async ([location = "", drLocation = ""]) => {
        const { children, of, region, context } = await build({ location, drLocation });
        const copies = (name: string) => /-bucket-[a-z-]+-dr\b/.test(name);
        for (const { type, name, provider } of children)
          expect(provider, `${type} ${name}`).toBe(copies(name) ? `${region.name}-dr` : region.name);
        expect(of("Bucket")).toHaveLength(7);
        for (const { name, inputs } of of("Bucket")) {
          const there = copies(name) ? drLocation : location;
          expect(inputs).toMatchObject({
            project: region.account,
            location: there,
            uniformBucketLevelAccess: true,
            publicAccessPrevention: "enforced",
            encryption: {
              defaultKmsKeyName: keyIn(there, "storage"),
              googleManagedEncryptionEnforcementConfig: { restrictionMode: "FullyRestricted" },
              customerSuppliedEncryptionEnforcementConfig: { restrictionMode: "FullyRestricted" },
            },
            labels: context.naming.tags,
          });
        }
        for (const { inputs } of of("Topic"))
          expect(inputs).toMatchObject({
            kmsKeyName: keyIn(location, "storage"),
            messageStoragePolicy: { allowedPersistenceRegions: [location] },
            labels: context.naming.tags,
          });
        for (const { inputs } of of("BucketIAMMember")) expect(inputs.member).not.toMatch(/^all/);
      }),
      { numRuns: 1 },
    );
  });
});

describe("buckets", () => {
  it("keep versions, but where the law wants objects kept they can not change at all", () => {
    const seconds = String(2555 * 86_400);
    for (const slug of ["compliance", "compliance-dr"])
      expect(built.bucket(slug)).toMatchObject({
        versioning: { enabled: false },
        retentionPolicy: { retentionPeriod: seconds, isLocked: true },
      });
    for (const slug of ["assets", "knowledge", "backup", "backup-dr", "access-logs"]) {
      expect(built.bucket(slug).versioning).toEqual({ enabled: true });
      expect(built.bucket(slug)).not.toHaveProperty("retentionPolicy");
    }
  });

  it("are locked for ever and kept only where stores are protected", async () => {
    const { bucket } = await build({}, nobody, false);
    expect(bucket("compliance").retentionPolicy).toMatchObject({ isLocked: false });
    expect([bucket("assets").forceDestroy, built.bucket("assets").forceDestroy]).toEqual([true, false]);
  });

  it("log to the region's own bucket, which only Google's log writers write to", () => {
    const logs = built.bucket("access-logs");
    expect(logs).not.toHaveProperty("logging");
    for (const slug of ["assets", "knowledge", "compliance", "backup"])
      expect(built.bucket(slug).logging).toMatchObject({ logBucket: logs.name, logObjectPrefix: slug });
    const writers = built.of("BucketIAMMember").filter(({ inputs }) => inputs.bucket === logs.name);
    expect(writers.map(({ inputs }) => [inputs.role, inputs.member])).toEqual([
      ["roles/storage.objectCreator", "group:cloud-storage-analytics@google.com"],
    ]);
  });

  it("age from hot to warm to cold, each move once and none after the end", () => {
    const days = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(days, days, days, (warm, more, noncurrent) => {
        const rules = lifecycleRules({
          warmAfterDays: warm,
          coldAfterDays: warm + more,
          expireNoncurrentAfterDays: noncurrent,
          abortUploadsAfterDays: 7,
        });
        expect(rules.map(({ action, condition }) => [action, condition])).toEqual([
          [
            { type: "SetStorageClass", storageClass: "NEARLINE" },
            { age: warm, matchesStorageClasses: ["STANDARD"] },
          ],
          [
            { type: "SetStorageClass", storageClass: "COLDLINE" },
            { age: warm + more, matchesStorageClasses: ["STANDARD", "NEARLINE"] },
          ],
          [{ type: "Delete" }, { daysSinceNoncurrentTime: noncurrent, withState: "ARCHIVED" }],
          [{ type: "AbortIncompleteMultipartUpload" }, { age: 7 }],
        ]);
      }),
    );
    const short = lifecycleRules({ expireAfterDays: 90, expireNoncurrentAfterDays: 30, abortUploadsAfterDays: 7 });
    expect(short[0]).toEqual({ action: { type: "Delete" }, condition: { age: 90, withState: "LIVE" } });
  });
});

describe("copies", () => {
  it("go to the DR location as objects come, and never over what is locked", () => {
    const jobs = built
      .of("TransferJob")
      .sort((a, b) => a.name.localeCompare(b.name))
      .map(({ inputs }) => inputs);
    expect(jobs).toMatchObject([
      { description: "backup to europe-west1", transferSpec: { transferOptions: { overwriteWhen: "DIFFERENT" } } },
      { description: "compliance to europe-west1", transferSpec: { transferOptions: { overwriteWhen: "NEVER" } } },
    ]);
    for (const inputs of jobs) {
      expect(inputs).not.toHaveProperty("schedule");
      expect(inputs.name).toMatch(/^transferJobs\/[a-z][a-z0-9-]*-a1b2c3$/);
      expect(inputs.eventStream).toMatchObject({ name: expect.stringMatching(/-to-dr-id$/) });
    }
  });

  it("are written by the transfer agent, which reads no class that stays", () => {
    const rights = built
      .of("BucketIAMMember")
      .filter(({ inputs }) => inputs.member === "serviceAccount:transfer-agent")
      .map(({ name, inputs }) => [name.replace("meridian-production-eu-west-", ""), inputs.role]);
    expect(Object.fromEntries(rights)).toEqual({
      "bucket-compliance-dr-list": "roles/storage.legacyBucketReader",
      "bucket-compliance-dr-read": "roles/storage.objectViewer",
      "bucket-compliance-dr-put": "roles/storage.objectCreator",
      "bucket-backup-dr-list": "roles/storage.legacyBucketReader",
      "bucket-backup-dr-write": "roles/storage.objectUser",
      "assets-out-list": "roles/storage.legacyBucketReader",
      "assets-out-read": "roles/storage.objectViewer",
      "knowledge-out-list": "roles/storage.legacyBucketReader",
      "knowledge-out-read": "roles/storage.objectViewer",
      "compliance-out-list": "roles/storage.legacyBucketReader",
      "compliance-out-read": "roles/storage.objectViewer",
      "backup-out-list": "roles/storage.legacyBucketReader",
      "backup-out-read": "roles/storage.objectViewer",
    });
    const assets = built.of("BucketIAMMember").find(({ name }) => name.endsWith("-assets-out-read"));
    const expression = JSON.stringify(assets?.inputs.condition);
    for (const moving of ["user-avatars", "templates", "system-assets"])
      expect(expression).toContain(`/objects/${moving}/`);
    expect(expression).not.toContain("generated-covers");
  });
});

describe("native edges", () => {
  const declared = europe ? outgoing(edges, europe).filter(({ mechanism }) => mechanism === "native") : [];

  it("wait while nobody is there, and what happens waits in their subscriptions", async () => {
    const waiting = await new Promise<readonly { dataClass: string }[]>((resolve) =>
      built.storage.waiting.apply((left) => resolve(left)),
    );
    expect(declared).toHaveLength(8);
    expect(waiting).toHaveLength(8);
    const across = built.of("Subscription").filter(({ inputs }) => inputs.filter);
    expect(across.map(({ inputs }) => inputs.filter).sort()).toEqual(
      declared.map(({ prefix }) => `hasPrefix(attributes.objectId, "${prefix}")`).sort(),
    );
    for (const { inputs } of across)
      expect(inputs).toMatchObject({ messageRetentionDuration: "2678400s", expirationPolicy: { ttl: "" } });
    expect(built.bucket("assets").labels).toMatchObject({
      "meridian-project": "123456789012",
      "meridian-admits-us-east": "waiting",
      "meridian-admits-apac": "waiting",
    });
  });

  it("are made where the far end lets them in, and let in who has an agent", async () => {
    const far = (name: string): Region | undefined => topology.regions.find((region) => region.name === name);
    const peers: Peers = (project) => {
      const [to, admits] = project === far("us-east")?.account ? ["us-east", "granted"] : ["apac", "waiting"];
      return edges
        .filter(({ to: target }) => target.name === to)
        .map(({ toBucket }) => ({
          name: toBucket,
          labels: {
            "meridian-admits-eu-west": admits,
            ...(to === "us-east" && { "meridian-project": "555555555555" }),
          },
        }));
    };
    const { of, bucket } = await build({}, peers);
    const across = of("TransferJob").map(
      ({ inputs }) => inputs.transferSpec as Record<string, { bucketName?: string }>,
    );
    const america = declared.filter(({ to }) => to.name === "us-east").map(({ toBucket }) => toBucket);
    const reached = across.map(({ gcsDataSink }) => gcsDataSink?.bucketName);
    expect(reached.filter((name) => america.includes(name ?? ""))).toHaveLength(4);
    expect(reached).toHaveLength(2 + 4);
    expect(bucket("assets").labels).toMatchObject({
      "meridian-admits-us-east": "granted",
      "meridian-admits-apac": "waiting",
    });
    const admitted = of("BucketIAMMember").filter(({ name }) => name.includes("-from-"));
    expect(new Set(admitted.map(({ inputs }) => inputs.member))).toEqual(
      new Set(["serviceAccount:project-555555555555@storage-transfer-service.iam.gserviceaccount.com"]),
    );
    const writers = admitted.filter(({ inputs }) => inputs.role === "roles/storage.objectUser");
    expect(writers.filter(({ inputs }) => !inputs.condition)).toEqual([]);
  });

  it("are taken for gone only where the cloud says that nothing is there or to be seen", async () => {
    const refused = "googleapi: Error 403: does not have storage.buckets.list access";
    const { of } = await build({}, () => {
      throw Object.assign(new Error(refused), { details: refused });
    });
    expect(of("TransferJob")).toHaveLength(2);
    expect(isOutOfSight(new Error("googleapi: Error 404: The requested project was not found"))).toBe(true);
    expect(isOutOfSight(new Error("googleapi: Error 503: try again, of 404 requests"))).toBe(false);
  });
});

describe("names and conditions", () => {
  it("tell a project's number from its agent, and of nothing else", () => {
    expect(projectOfAgent("project-42@storage-transfer-service.iam.gserviceaccount.com")).toBe("42");
    expect(() => projectOfAgent("somebody@example.com")).toThrow(/no agent/);
  });

  it("let through objects below a prefix and no others", () => {
    expect(belowAny("b", ["x/", 'y"/'])).toBe(
      'resource.name.startsWith("projects/_/buckets/b/objects/x/") || resource.name.startsWith("projects/_/buckets/b/objects/y\\"/")',
    );
  });
});
