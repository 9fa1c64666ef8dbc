/** Buckets, object edges, database, cluster and DR networks: examples, and what holds for every region. */
import fc from "fast-check";
import { Netmask } from "netmask";
import { describe, expect, it } from "vitest";
import { clusterPlan, poolNames } from "../../src/plan/cluster";
import { databasePlan } from "../../src/plan/database";
import { drNetworkPlan } from "../../src/plan/dr";
import { networkPlan } from "../../src/plan/network";
import { incoming, objectEdges, outgoing } from "../../src/plan/replication";
import { bucketPlans } from "../../src/plan/storage";
import { loadTopology } from "../../src/topology/load";
import type { Region, Topology } from "../../src/topology/schema";
import { allAws } from "../topology/examples/example";
import { root } from "../topology/files";

const topology = loadTopology(root);
const { shared, regions } = topology;

function named(name: string, of: Topology = topology): Region {
  const region = of.regions.find((each) => each.name === name);
  if (!region) throw new Error(`no region ${name}`);
  return region;
}

describe("bucketPlans", () => {
  const plans = Object.fromEntries(bucketPlans(shared, named("us-east")).map((plan) => [plan.purpose, plan]));

  it("puts every class whose store is a bucket into one bucket", () => {
    const placed = Object.values(plans).flatMap(({ dataClasses }) => dataClasses);
    const stored = Object.entries(shared.dataClasses).filter(([, { store }]) => store === "bucket");
    expect(placed.sort()).toEqual(stored.map(([name]) => name).sort());
  });

  it("locks compliance records for seven years and copies them to the DR location", () => {
    expect(plans.compliance).toMatchObject({ lockDays: 2555, copiedToDr: true });
    expect(plans.assets).not.toHaveProperty("lockDays");
  });

  it("never lets an object expire while it is locked", () => {
    expect(plans.compliance?.lifecycle.expireAfterDays).toBeUndefined();
  });

  it("keeps access logs as long as the law wants logs, backups as long as the longest rule", () => {
    expect(plans.accessLogs?.lifecycle.expireAfterDays).toBe(2190);
    expect(plans.backup?.lifecycle.expireAfterDays).toBe(90);
  });
});

describe("objectEdges", () => {
  const edges = objectEdges(topology);
  const between = (from: string, to: string) =>
    edges.filter((edge) => edge.from.name === from && edge.to.name === to).map(({ dataClass }) => dataClass);

  it("are those that the topology declares for classes in buckets", () => {
    expect(between("us-east", "eu-west")).toEqual(["user-avatars", "templates", "system-assets", "knowledge-base"]);
    expect(edges.map(({ dataClass }) => dataClass)).not.toContain("generated-covers");
  });

  it("are native on one cloud, by transfer between two", () => {
    const mechanisms = edges.map(({ from, to, mechanism }) => [from.cloud === to.cloud, mechanism]);
    expect(new Set(mechanisms.map(String))).toEqual(new Set(["true,native", "false,transfer"]));
  });

  it("are native over projects of Google Cloud, not over accounts of AWS", () => {
    const split = loadTopology(allAws);
    const apart = split.regions.map((region) =>
      region.name === "apac" ? { ...region, account: "444455556666" } : region,
    );
    const mechanism = ({ regions }: Pick<Topology, "regions">) =>
      objectEdges({ ...split, regions }).find(({ from, to }) => from.name === "us-east" && to.name === "apac")
        ?.mechanism;
    expect([mechanism(split), mechanism({ regions: apart })]).toEqual(["native", "transfer"]);
  });

  it("name the far bucket as the far region does", () => {
    for (const edge of edges) expect(edge.toBucket).toContain(edge.to.name);
    const [edge] = outgoing(edges, named("eu-west"));
    expect(incoming(edges, named("us-east")).map(({ toBucket }) => toBucket)).toContain(edge?.toBucket);
  });

  it("never touch an isolated region, whatever is declared", () => {
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
        expect(found.some(({ from, to }) => from.isolated || to.isolated)).toBe(false);
      }),
    );
  });
});

describe("databasePlan", () => {
  it("replicates where a class of Postgres moves, and not in China", () => {
    const on = regions.filter((region) => databasePlan(shared, region).logicalReplication);
    expect(on.map(({ name }) => name)).toEqual(["us-east", "eu-west", "apac"]);
  });

  it("logs queries of a second and more, and when each row was written", () => {
    expect(databasePlan(shared, named("apac")).parameters).toEqual({
      log_min_duration_statement: "1000",
      track_commit_timestamp: "on",
    });
  });
});

describe("clusterPlan", () => {
  const planOf = (region: Region) => clusterPlan(shared, region, networkPlan(shared, region));

  it("has two pools of 3 to 100 nodes; only add-ons land on the system one", () => {
    const { pools } = planOf(named("us-east"));
    for (const name of poolNames) expect(pools[name]).toMatchObject({ name, minNodes: 3, maxNodes: 100 });
    expect([pools.system.taints.length, pools.work.taints.length]).toEqual([1, 0]);
  });

  it("lets a region have its own version", () => {
    const region = { ...named("us-east"), cluster: { version: "1.33", operators: [] } };
    expect([planOf(region).version, planOf(named("eu-west")).version]).toEqual(["1.33", shared.cluster.version]);
  });
});

describe("drNetworkPlan", () => {
  it("overlaps no region's network and no other DR network, for every number", () => {
    const number = fc.integer({ min: 1, max: 254 });
    fc.assert(
      fc.property(number, number, (one, other) => {
        const region = named("us-east");
        const [a, b] = [one, other].map((number) => drNetworkPlan({ ...region, number }));
        const whole = new Netmask(a?.cidr ?? "");
        expect(new Netmask("172.16.0.0/12").contains(a?.cidr ?? "")).toBe(true);
        for (const { cidr } of a?.subnets ?? []) expect(whole.contains(cidr)).toBe(true);
        expect(whole.contains(b?.cidr ?? "")).toBe(one === other);
      }),
    );
  });
});
