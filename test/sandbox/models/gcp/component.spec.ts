/** The components against the models: what they register is what the sandboxed Google Cloud accepts. */
import { beforeAll, describe, expect, it } from "vitest";
import { gcp } from "../../../../sandbox/models/gcp";
import { GcpCache } from "../../../../src/components/cache/gcp";
import { drKeyPurposes, keyPurposes } from "../../../../src/components/keys/contract";
import { GcpKeyRing } from "../../../../src/components/keys/gcp";
import { GcpNetwork } from "../../../../src/components/network/gcp";
import { createGcpProvider } from "../../../../src/components/provider/gcp";
import { GcpRegistry } from "../../../../src/components/registry/gcp";
import { GcpSecretStore } from "../../../../src/components/secrets/gcp";
import { GcpStorage } from "../../../../src/components/storage/gcp";
import { bucketPlans } from "../../../../src/plan/storage";
import { type DataClass, dataClassSchema } from "../../../../src/topology/schema";
import { fixtureContext, fixtureRegion, fixtureShared } from "../../../fixtures/topology";
import { inSandbox, refusedUnknown } from "../component";

const classOf = (described: Partial<DataClass>): DataClass =>
  dataClassSchema.parse({
    store: "bucket",
    replication: "none",
    conflict: "none",
    recoveryPointSeconds: 300,
    personal: false,
    ...described,
  });

const shared = fixtureShared({
  dataClasses: {
    avatars: classOf({ bucket: "assets", replication: "mesh", personal: true }),
    records: classOf({ bucket: "compliance", replication: "same-jurisdiction", personal: true, retentionDays: 2555 }),
  },
});
const region = fixtureRegion();
const at = { account: region.account, region: region.location };

const build = (protect: boolean) => () => {
  const context = { ...fixtureContext(region, shared), protect };
  const provider = createGcpProvider(region, region.name);
  const there = createGcpProvider({ ...region, location: region.drLocation }, `${region.name}-dr`);
  const keys = new GcpKeyRing(context, provider, { site: "home", purposes: keyPurposes });
  const dr = { provider: there, keys: new GcpKeyRing(context, there, { site: "dr", purposes: drKeyPurposes }) };
  const network = new GcpNetwork(context, provider, { keys });
  const secrets = new GcpSecretStore(context, provider, { keys });
  secrets.generate("database-admin");
  new GcpRegistry(context, provider, { keys });
  new GcpCache(context, provider, { keys, network, secrets });
  new GcpStorage(context, provider, { plans: bucketPlans(shared, region), outgoing: [], incoming: [], keys, dr });
};
const stood = (protect: boolean) =>
  inSandbox(gcp, at, build(protect), { [`${region.name}-dr`]: { ...at, region: region.drLocation } });

describe("keys, network and stores of a region", () => {
  let run: Awaited<ReturnType<typeof stood>>;
  beforeAll(async () => {
    run = await stood(false);
  });
  const of = (type: string) => run.made.filter((made) => made.type === type);

  it("come up whole", () => {
    expect(of("gcp:kms/cryptoKey:CryptoKey")).toHaveLength(keyPurposes.length + drKeyPurposes.length);
    expect(of("gcp:artifactregistry/repository:Repository")).toHaveLength(5);
    expect(
      of("gcp:storage/bucket:Bucket")
        .map(({ state }) => state.location)
        .sort(),
    ).toEqual([...Array(2).fill("EUROPE-WEST1"), ...Array(5).fill("EUROPE-WEST3")]);
    expect(of("gcp:storage/transferJob:TransferJob")).toHaveLength(2);
  });

  it("are unchanged when they are asked for again", () => {
    for (const made of run.made) {
      expect(run.cloud.diff(made, made.inputs), made.urn).toMatchObject({ changes: [], replaces: [] });
      expect(run.cloud.read(made)?.state, made.urn).toEqual(made.state);
    }
  });

  it("are refused nothing at preview, whatever is not known yet", () => {
    expect(refusedUnknown(run.cloud, run.made)).toEqual([]);
  });

  it("have ids and addresses of Google's form", () => {
    const [vpc] = of("gcp:compute/network:Network");
    expect(vpc?.id).toBe("projects/meridian-eu-west/global/networks/meridian-production-eu-west-vpc");
    expect(vpc?.state.selfLink).toBe(`https://www.googleapis.com/compute/v1/${vpc?.id}`);
    expect(
      of("gcp:compute/subnetwork:Subnetwork")
        .map(({ id }) => id)
        .sort(),
    ).toEqual(
      ["data", "private", "proxies", "public"].map(
        (tier) => `projects/meridian-eu-west/regions/europe-west3/subnetworks/meridian-production-eu-west-${tier}`,
      ),
    );
    // In the data subnet, 10.2.128.0/20.
    const ipAddress = expect.stringMatching(/^10\.2\.1(2[89]|3\d|4[0-3])\.\d+$/);
    expect(of("gcp:memorystore/instance:Instance")[0]?.state.endpoints).toMatchObject([
      { connections: [{ pscAutoConnection: { ipAddress } }, { pscAutoConnection: { ipAddress } }] },
    ]);
  });

  it("can not lose their VPC while anything is in it, and go down in reverse; a ring's name stays taken", () => {
    const [vpc] = of("gcp:compute/network:Network");
    const [ring] = of("gcp:kms/keyRing:KeyRing");
    if (!vpc || !ring) throw new Error("no VPC or no ring was made");
    expect(() => run.cloud.destroy(vpc)).toThrow(/is used by/);
    for (const made of [...run.made].reverse()) run.cloud.destroy(made);
    expect(run.made.filter((made) => run.cloud.read(made))).toEqual([]);
    run.cloud.make("gcp:projects/service:Service", "kms", { service: "cloudkms.googleapis.com" });
    expect(() => run.cloud.make(ring.type, "again", ring.inputs)).toThrow(/AlreadyExists/);
  });
});

describe("where stores are protected", () => {
  it("the cloud keeps the cache and the secrets, and locks what the law wants kept", async () => {
    const { made, cloud } = await stood(true);
    const kept = (end: string) => made.filter(({ type }) => type.endsWith(end));
    for (const version of kept(":RegionalSecretVersion")) cloud.destroy(version);
    for (const secret of kept(":RegionalSecret")) expect(() => cloud.destroy(secret)).toThrow(/deletion_protection/);
    for (const cache of kept(":Instance")) expect(() => cloud.destroy(cache)).toThrow(/Deletion protection/);
    const buckets = kept(":Bucket");
    expect(buckets.filter(({ inputs }) => inputs.forceDestroy !== false)).toEqual([]);
    const locked = buckets.filter(({ inputs }) => inputs.retentionPolicy);
    const retentionPolicy = { retentionPeriod: String(2555 * 86_400), isLocked: true };
    expect(locked.map(({ inputs }) => inputs.retentionPolicy)).toEqual([retentionPolicy, retentionPolicy]);
    for (const bucket of locked)
      expect(() => cloud.change(bucket, { ...bucket.inputs, retentionPolicy: { retentionPeriod: "86400" } })).toThrow(
        /neither be removed nor shortened/,
      );
  });
});
