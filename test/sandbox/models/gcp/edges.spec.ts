/** Objects between projects: regions that wait for none find each other by looking at each other's buckets. */
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { gcp } from "../../../../sandbox/models/gcp";
import type { KeyRing } from "../../../../src/components/keys/contract";
import { createGcpProvider } from "../../../../src/components/provider/gcp";
import { GcpStorage } from "../../../../src/components/storage/gcp";
import { incoming, objectEdges, outgoing } from "../../../../src/plan/replication";
import { bucketPlans } from "../../../../src/plan/storage";
import { dataClassSchema, type Region } from "../../../../src/topology/schema";
import { fixtureContext, fixtureRegion, fixtureShared } from "../../../fixtures/topology";
import { driver } from "../../core/harness";
import { stackOf } from "./run";

const us = fixtureRegion({
  name: "us-east",
  number: 1,
  location: "us-east1",
  drLocation: "us-central1",
  account: "meridian-us",
});
const eu = fixtureRegion({ name: "eu-west", number: 2, account: "meridian-eu" });
const described = {
  store: "bucket",
  bucket: "assets",
  conflict: "origin-wins",
  recoveryPointSeconds: 300,
  personal: true,
};
const shared = fixtureShared({
  dataClasses: {
    avatars: dataClassSchema.parse({ ...described, replication: "mesh" }),
    covers: dataClassSchema.parse({ ...described, replication: "none" }),
  },
  replication: [
    { dataClass: "avatars", from: "us-east", to: "eu-west", legalBasis: "us-contracts" },
    { dataClass: "avatars", from: "eu-west", to: "us-east", legalBasis: "scc-2021-914" },
  ],
});
const edges = objectEdges({ shared, regions: [us, eu], global: { cloudflareAccount: "", plan: "free" } });

/** A ring with the one key that buckets need, made past the program. */
class MadeKeys extends pulumi.ComponentResource implements KeyRing {
  readonly keys: KeyRing["keys"];

  constructor(key: string) {
    super("meridian:test:MadeKeys", key);
    const storage = pulumi.output(key);
    this.keys = {
      cluster: storage,
      disks: storage,
      database: storage,
      cache: storage,
      storage,
      registry: storage,
      secrets: storage,
      logs: storage,
    };
  }
}

function keyAt(world: SandboxWorld, { account }: Region, location: string): string {
  const here = driver(gcp, { account, region: location }, world, `keys-${location}`);
  for (const api of ["cloudkms", "storage"])
    here.make("gcp:projects/service:Service", api, { service: `${api}.googleapis.com` });
  const ring = here.make("gcp:kms/keyRing:KeyRing", "ring", { name: "ring", location });
  const key = here.make("gcp:kms/cryptoKey:CryptoKey", "storage", { name: "storage", keyRing: ring.id });
  const agent = here.instance.invoke("gcp:storage/getProjectServiceAccount:getProjectServiceAccount", {}).answer;
  here.make("gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", "storage", {
    cryptoKeyId: key.id,
    role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
    member: agent.member ?? "",
  });
  return key.id;
}

function standing(world: SandboxWorld, region: Region) {
  const [home, dr] = [keyAt(world, region, region.location), keyAt(world, region, region.drLocation)];
  const places = { [region.name]: region.location, [`${region.name}-dr`]: region.drLocation };
  const stack = stackOf(world, region.account, region.name, places);
  const program = () => {
    const there = createGcpProvider({ ...region, location: region.drLocation }, `${region.name}-dr`);
    return new GcpStorage(
      { ...fixtureContext(region, shared), protect: false },
      createGcpProvider(region, region.name),
      {
        // What it takes for an edge, and no more.
        plans: bucketPlans(shared, region).filter(({ purpose }) => purpose === "assets" || purpose === "accessLogs"),
        outgoing: outgoing(edges, region),
        incoming: incoming(edges, region),
        keys: new MadeKeys(home),
        dr: { provider: there, keys: new MadeKeys(dr) },
      },
    );
  };
  const of = (end: string) => stack.made.filter(({ type }) => type.endsWith(end));
  return {
    stack,
    of,
    /** One run; the classes whose edges wait. */
    async up(): Promise<string[]> {
      const { waiting } = await stack.up(program);
      const left = await new Promise<Awaited<ReturnType<typeof edgesOf>>>((resolve) => waiting.apply(resolve));
      return left.map(({ dataClass, to }) => `${dataClass} to ${to.name}`);
    },
    across: () =>
      of(":TransferJob")
        .map(({ inputs }) => inputs.transferSpec as Record<string, { bucketName?: string; includePrefixes?: string[] }>)
        .filter(({ objectConditions }) => objectConditions),
    admitted: () => of(":BucketIAMMember").filter(({ urn }) => urn.includes("-from-")),
  };
}
const edgesOf = (region: Region) => outgoing(edges, region);

describe("edges between projects", () => {
  it("are made once each end has seen the other, carry what is declared, and go with the far region", async () => {
    const world = SandboxWorld.inMemory();
    const [west, east] = [standing(world, eu), standing(world, us)];

    // Nobody is there: what happens meanwhile waits in the subscription.
    expect(await east.up()).toEqual(["avatars to eu-west"]);
    expect(east.of(":Subscription")).toHaveLength(1);
    // Europe sees America's bucket and lets its agent in; America has not let in Europe's yet.
    expect(await west.up()).toEqual(["avatars to us-east"]);
    expect(west.admitted().map(({ inputs }) => [inputs.role, Boolean(inputs.condition)])).toEqual([
      ["roles/storage.legacyBucketReader", false],
      ["roles/storage.objectUser", true],
    ]);
    expect(await east.up()).toEqual([]);
    expect(await west.up()).toEqual([]);
    expect(east.across()).toMatchObject([
      {
        gcsDataSource: { bucketName: edges[0]?.fromBucket },
        gcsDataSink: { bucketName: edges[0]?.toBucket },
        objectConditions: { includePrefixes: [edges[0]?.prefix] },
      },
    ]);
    expect(west.across()).toHaveLength(1);
    expect(await west.up()).toEqual([]);
    expect(west.stack.steps).toEqual([]);

    // A job to a bucket that is gone would fail for ever; rights of an agent that is gone are nobody's.
    east.stack.down();
    expect(await west.up()).toEqual(["avatars to us-east"]);
    expect(west.across()).toEqual([]);
    expect(west.admitted()).toEqual([]);
    west.stack.down();
    expect([...world.all()].filter(({ object }) => object.urn.startsWith("urn:pulumi:eu-west::"))).toEqual([]);
  });
});
