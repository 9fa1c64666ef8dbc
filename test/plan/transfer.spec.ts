/** Jobs between clouds: which there are, how often they run, and by what the far side knows them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ObjectEdge, objectEdges } from "../../src/plan/replication";
import {
  everyMinutes,
  inboundRole,
  introduced,
  isImmutable,
  issuerOf,
  keepsIssuer,
  poolAudience,
  poolId,
  transfersFrom,
  transfersInto,
} from "../../src/plan/transfer";
import { fleet as fleetOf } from "../../src/topology/fleet";
import { loadTopology } from "../../src/topology/load";
import type { Region, Topology } from "../../src/topology/schema";
import { root } from "../topology/files";

const topology = loadTopology(root);
const { shared, regions } = topology;
const edges = objectEdges(topology);

function named(name: string): Region {
  const region = regions.find((each) => each.name === name);
  if (!region) throw new Error(`no region ${name}`);
  return region;
}
const [us, eu, china] = [named("us-east"), named("eu-west"), named("china")];

/** The region as another cloud's, with the same neighbours. */
const edgesBetween = (from: Region, to: Region): ObjectEdge[] =>
  edges
    .filter((edge) => edge.from.name === "us-east" && edge.to.name === "eu-west")
    .map((edge) => ({ ...edge, from, to, mechanism: "transfer" }));
const only = (from: Region, to: Region) => introduced(shared, transfersFrom(edgesBetween(from, to), from));

describe("transfers", () => {
  it("are what goes between clouds, grouped by the far region, the same from both ends", () => {
    const leaving = transfersFrom(edges, us);
    expect(leaving.map(({ to }) => to.name)).toEqual(["eu-west", "apac"]);
    expect(leaving[0]?.edges.map(({ dataClass }) => dataClass)).toEqual([
      "user-avatars",
      "templates",
      "system-assets",
      "knowledge-base",
    ]);
    expect(transfersInto(edges, eu)).toEqual([leaving[0]]);
  });

  it("carry every edge of mechanism transfer once, and no other", () => {
    const carried = regions.flatMap((region) => transfersFrom(edges, region).flatMap((transfer) => transfer.edges));
    expect(new Set(carried)).toEqual(new Set(edges.filter(({ mechanism }) => mechanism === "transfer")));
    expect(carried).toHaveLength(new Set(carried).size);
  });

  it("never touch an isolated region, whatever is declared, and an edge that does is refused", () => {
    const names = fc.constantFrom(...regions.map(({ name }) => name));
    const declared = fc.record({
      dataClass: fc.constantFrom(...Object.keys(shared.dataClasses)),
      from: names,
      to: names,
      legalBasis: fc.constant("same-jurisdiction"),
    });
    fc.assert(
      fc.property(fc.array(declared), fc.subarray(regions.map(({ name }) => name)), (replication, alone) => {
        const some = regions.map((region) => ({ ...region, isolated: alone.includes(region.name) }));
        const found = objectEdges({ ...topology, shared: { ...shared, replication }, regions: some });
        for (const region of some.filter(({ isolated }) => isolated))
          expect([...transfersFrom(found, region), ...transfersInto(found, region)]).toEqual([]);
        for (const edge of found.filter(({ mechanism }) => mechanism === "transfer")) {
          const forged = { ...edge, to: { ...edge.to, isolated: true } };
          expect(() => transfersFrom([forged], edge.from)).toThrow(/is isolated/);
        }
      }),
    );
    expect(() => transfersFrom(edgesBetween(china, eu), china)).toThrow("china is isolated: user-avatars does not go");
  });
});

describe("the two halves", () => {
  it("know an AWS role by its name, and need no issuer for it", () => {
    const { ready, waiting } = only(us, eu);
    expect(waiting).toEqual([]);
    expect(ready[0]?.caller).toEqual({
      kind: "aws-role",
      account: us.account,
      role: "meridian-production-us-east-us-east-1-pod-transfer-to-eu-west",
    });
  });

  it("know a job on GKE by the token of its cluster, whose issuer is known beforehand", () => {
    expect(only(eu, us).ready[0]?.caller).toEqual({
      kind: "service-account",
      issuer:
        "https://container.googleapis.com/v1/projects/meridian-eu-west/locations/europe-west3/clusters/meridian-production-eu-west-cluster",
      subject: "system:serviceaccount:meridian-system:transfer-to-us-east",
    });
  });

  it("wait for the issuer where a cluster draws it, and for the number of a project, and say where to get them", () => {
    const singapore: Region = { ...us, cloud: "alicloud", location: "ap-southeast-1", account: "1234567890123456" };
    const { projectNumber: _unsaid, ...federation } = eu.federation ?? { generation: 1 };
    const without = only(singapore, eu).waiting;
    expect(without.map(({ edge }) => edge.dataClass)).toHaveLength(4);
    expect(without[0]?.reason).toMatch(/^Pulumi\.us-east\.yaml has no cluster\.issuer/);
    expect(only(us, { ...eu, federation }).waiting[0]?.reason).toMatch(
      /^Pulumi\.eu-west\.yaml has no federation\.projectNumber.*gcloud projects describe meridian-eu-west/,
    );
    const issuer = "https://oidc-ack-ap-southeast-1.oss-ap-southeast-1.aliyuncs.com/c1";
    const said = { ...singapore, cluster: { ...singapore.cluster, issuer } };
    expect(only(said, eu)).toMatchObject({ waiting: [], ready: [{ caller: { kind: "service-account", issuer } }] });
    expect(issuerOf(shared, said)).toBe(issuer);
  });

  it("agree on what is ready in every fleet", () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 30 }), (count) => {
        const fleet: Topology = fleetOf(count);
        const all = objectEdges(fleet);
        const told = (half: typeof transfersFrom) =>
          fleet.regions.flatMap((region) => {
            const { ready, waiting } = introduced(fleet.shared, half(all, region));
            return [
              ...ready.map(({ from, to, caller }) => [from.name, to.name, caller]),
              ...waiting.map(({ edge }) => edge),
            ];
          });
        expect(new Set(told(transfersFrom).map((one) => JSON.stringify(one)))).toEqual(
          new Set(told(transfersInto).map((one) => JSON.stringify(one))),
        );
      }),
      { numRuns: 10 },
    );
  });
});

describe("names", () => {
  it("of pools are ids that Google Cloud takes, one for each origin, place and generation", () => {
    const [transfer] = only(us, eu).ready;
    if (!transfer) throw new Error("no transfer");
    const moved = { ...transfer, to: { ...eu, location: "europe-west1" } };
    const again = { ...transfer, to: { ...eu, federation: { ...eu.federation, generation: 12 } } };
    const other = { ...transfer, from: { ...us, name: "us-west" } };
    const ids = [transfer, moved, again, other].map((each) => poolId(shared, each));
    for (const id of ids) expect(id).toMatch(/^(?!gcp-)[a-z0-9-]{4,32}$/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[2]).toMatch(/-12$/);
    expect(poolAudience(shared, transfer)).toBe(
      `//iam.googleapis.com/projects/${eu.federation?.projectNumber}/locations/global/workloadIdentityPools/${ids[0]}/providers/aws-role`,
    );
  });

  it("of roles fit IAM and RAM, whatever the regions are called", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/);
    fc.assert(
      fc.property(name, name, (from, to) => {
        expect(inboundRole(shared, { from: { ...us, name: from }, to: { ...eu, name: to } })).toMatch(
          /^[a-z0-9-]{1,64}$/,
        );
      }),
    );
  });
});

describe("an issuer", () => {
  it("is kept by one region of an account, the first by number, and by one in each account", () => {
    const here = { ...us, name: "us-west", number: 7 };
    const abroad = { ...us, name: "us-south", number: 3, account: "444455556666" };
    const all = [us, here, abroad].flatMap((to) => edgesBetween(eu, to));
    const keeps = (to: Region) => keepsIssuer(shared, all, { from: eu, to, edges: [] });
    expect([keeps(us), keeps(here), keeps(abroad)]).toEqual([true, false, true]);
    expect(keepsIssuer(shared, edgesBetween(eu, here), { from: eu, to: here, edges: [] })).toBe(true);
  });
});

describe("a job", () => {
  it("runs twice within the shortest recovery point, at least every five minutes, at most each minute", () => {
    const minutes = (...points: (number | null)[]) =>
      everyMinutes(points.map((recoveryPointSeconds) => ({ recoveryPointSeconds })));
    expect([minutes(300), minutes(60), minutes(3600), minutes(null), minutes(3600, 300)]).toEqual([2, 1, 5, 5, 2]);
  });

  it("never writes again what is kept unchangeable", () => {
    expect(isImmutable(shared, { dataClass: "compliance-records" })).toBe(true);
    expect(isImmutable(shared, { dataClass: "templates" })).toBe(false);
  });
});
