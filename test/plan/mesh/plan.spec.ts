import fc from "fast-check";
import { Netmask } from "netmask";
import { describe, expect, it } from "vitest";
import { clouds } from "../../../src/facts/locations";
import { type Gateway, meshPlan, regionMesh } from "../../../src/plan/mesh";
import { tunnelBlock, tunnelPorts } from "../../../src/plan/mesh/addresses";
import { renderGateway } from "../../../src/plan/mesh/render";
import type { Region, Topology } from "../../../src/topology/schema";
import { fixtureKey, meshTopology, withKeys } from "../../fixtures/mesh";
import { fixtureRegion, fixtureShared } from "../../fixtures/topology";

const gatewaysOf = (topology: Topology): readonly Gateway[] => meshPlan(topology).flatMap(({ gateways }) => gateways);

/** Any topology: regions anywhere, isolated or not, with and without keys, with links that name any two. */
const topologies = fc
  .uniqueArray(
    fc.record({
      number: fc.integer({ min: 1, max: 254 }),
      cloud: fc.constantFrom(...clouds),
      isolated: fc.boolean(),
      gateways: fc.constantFrom(0, 2, 3),
      underlayMtu: fc.option(fc.integer({ min: 1340, max: 9000 }), { nil: undefined }),
    }),
    { selector: ({ number }) => number, minLength: 1, maxLength: 8 },
  )
  .chain((list) => {
    const names = list.map(({ number }) => `region-${number}`);
    return fc
      .array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 6 })
      .map((pairs): Topology => {
        const plain = fixtureShared();
        const regions = list.map(({ number, cloud, isolated, gateways, underlayMtu }): Region => {
          const region = fixtureRegion({
            name: `region-${number}`,
            number,
            cloud,
            isolated,
            network: { cidr: `10.${number}.0.0/16` },
          });
          return withKeys({ ...region, mesh: { gateways: [], underlayMtu } }, gateways);
        });
        const links = pairs.map((between) => ({ between, latencyMs: 10, bandwidthGbps: 1 }));
        return { ...meshTopology(), shared: { ...plain, mesh: { ...plain.mesh, links } }, regions };
      });
  });

describe("the mesh", () => {
  it("joins every gateway of every region that is not isolated to every gateway of each other one, both ways alike", () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const members = topology.regions.filter(({ isolated, mesh }) => !isolated && mesh.gateways.length > 0);
        const gateways = gatewaysOf(topology);
        expect(gateways).toHaveLength(members.reduce((sum, { mesh }) => sum + mesh.gateways.length, 0));
        for (const gateway of gateways) {
          const others = gateways.filter(({ region }) => region !== gateway.region).map(({ name }) => name);
          expect(gateway.tunnels.map(({ gateway: name }) => name)).toEqual(others);
          for (const tunnel of [...gateway.tunnels, ...gateway.siblings]) {
            const far = gateways.find(({ name }) => name === tunnel.gateway) ?? expect.fail();
            const back = [...far.tunnels, ...far.siblings].find((other) => other.gateway === gateway.name);
            expect(back).toMatchObject({
              mtu: tunnel.mtu,
              address: gateway.tunnelAddress,
              publicKey: gateway.keys.publicKey,
            });
            expect(tunnel).toMatchObject({ asn: far.asn, cidr: far.cidr, address: far.tunnelAddress });
          }
        }
      }),
    );
  });

  it("gives no two gateways an address, no two tunnels of a machine a port or an interface, and Linux names it takes", () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const gateways = gatewaysOf(topology);
        for (const key of ["name", "tunnelAddress", "vpcAddress", "endpoint"] as const)
          expect(new Set(gateways.map((gateway) => gateway[key])).size).toBe(gateways.length);
        for (const { tunnelAddress, vpcAddress, cidr, tunnels, siblings } of gateways) {
          expect(new Netmask(tunnelBlock).contains(tunnelAddress)).toBe(true);
          expect(new Netmask(cidr).contains(vpcAddress)).toBe(true);
          const all = [...tunnels, ...siblings];
          expect(new Set(all.map(({ interface: name }) => name)).size).toBe(all.length);
          expect(new Set(all.map(({ localPort }) => localPort)).size).toBe(all.length);
          for (const { interface: name, localPort, mtu } of all) {
            expect(name).toMatch(/^wg[0-9-]{1,13}$/);
            expect(localPort).toBeGreaterThanOrEqual(tunnelPorts.first);
            expect(localPort).toBeLessThanOrEqual(tunnelPorts.last);
            expect(mtu).toBeGreaterThanOrEqual(1280);
          }
        }
      }),
    );
  });

  it("lets a tunnel carry the mesh's blocks, and no other gateway's address but the far end's", () => {
    for (const gateway of gatewaysOf(meshTopology()))
      for (const { allowedIps, address } of [...gateway.tunnels, ...gateway.siblings])
        expect(allowedIps).toEqual(["10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16", `${address}/32`]);
  });

  it("takes the MTU from the narrower of both paths, less what WireGuard adds: 1500, 1460 and 60", () => {
    const mtus = gatewaysOf(meshTopology()).map(({ name, tunnels, siblings }) => [
      name,
      siblings[0]?.mtu,
      ...tunnels.map(({ mtu }) => mtu),
    ]);
    expect(mtus[0]).toEqual(["mesh-us-east-1", 1440, 1400, 1400, 1400, 1400]);
    expect(mtus[2]).toEqual(["mesh-eu-west-1", 1400, 1400, 1400, 1400, 1400]);
    const { regions, ...rest } = meshTopology();
    const narrow = regions.map((region) =>
      region.name === "apac" ? { ...region, mesh: { ...region.mesh, underlayMtu: 1400 } } : region,
    );
    const [first] = gatewaysOf({ ...rest, regions: narrow });
    expect(first?.tunnels.map(({ mtu }) => mtu)).toEqual([1400, 1400, 1340, 1340]);
  });

  it("knows latency and bandwidth of a path from either end, and nothing of one that nobody described", () => {
    const [first] = gatewaysOf(meshTopology());
    expect(first?.tunnels.map(({ latencyMs, bitsPerSecond }) => [latencyMs, bitsPerSecond])).toEqual([
      [80, 10e9],
      [80, 10e9],
      [200, 5e9],
      [200, 5e9],
    ]);
    expect(first?.siblings[0]).not.toHaveProperty("bitsPerSecond");
  });

  it("names the keys of a rotation from the newest to the oldest, and speaks with the one of the stack file", () => {
    const { regions, ...rest } = meshTopology();
    const rotating = regions.map((region) => {
      const [one = expect.fail(), two = expect.fail()] = region.mesh.gateways;
      const gateways = [
        { ...one, next: fixtureKey("next") },
        { ...two, previous: fixtureKey("previous") },
      ];
      return region.name === "apac" ? { ...region, mesh: { ...region.mesh, gateways } } : region;
    });
    const [first] = gatewaysOf({ ...rest, regions: rotating });
    const [, , one, two] = first?.tunnels ?? [];
    expect(one?.keysNewestFirst).toEqual([fixtureKey("next").publicKey, one?.publicKey]);
    expect(two?.keysNewestFirst).toEqual([two?.publicKey, fixtureKey("previous").publicKey]);
    expect(one?.otherKeys).toEqual([fixtureKey("next").publicKey]);
  });
});

describe("an isolated region", () => {
  it("is in no plan and in no file of any gateway, whatever the topology says: no name, block, address, key or number", () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const isolated = topology.regions.filter((region) => region.isolated);
        for (const region of isolated) expect(regionMesh(topology, region.name)).toBeUndefined();
        const text = JSON.stringify([
          meshPlan(topology),
          ...gatewaysOf(topology).map((gateway) => renderGateway(gateway).map(({ path, content }) => [path, content])),
        ]);
        for (const { name, number, network, mesh } of isolated) {
          expect(text).not.toMatch(new RegExp(`\\b${name}\\b`));
          expect(text).not.toContain(network.cidr);
          expect(text).not.toMatch(new RegExp(`\\bwg${number}-`));
          for (const { publicKey } of mesh.gateways) expect(text).not.toContain(publicKey);
        }
      }),
    );
  });

  it("leaves the others' plan as if it were not there", () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const without = { ...topology, regions: topology.regions.filter(({ isolated }) => !isolated) };
        expect(meshPlan(topology)).toEqual(meshPlan(without));
      }),
    );
  });
});
