/** The lab's networks: the mesh's plan with a public side of addresses that exist nowhere else. Pure. */
import { Netmask } from "netmask";
import { type Gateway, meshPlan } from "../src/plan/mesh";
import { pathMtu } from "../src/plan/mesh/mtu";
import { block, networkPlan } from "../src/plan/network";
import type { Region, Topology } from "../src/topology/schema";

export interface LabGateway {
  readonly name: string;
  readonly region: string;
  readonly namespace: string;
  /** Address that its endpoint's name leads to. */
  readonly publicAddress: string;
  /** Its subnet in the VPC, the subnet's router, and the router's interface to it. */
  readonly subnet: string;
  readonly router: string;
  readonly port: string;
  readonly plan: Gateway;
}

export interface LabRegion {
  readonly name: string;
  readonly number: number;
  /** Largest packet on the way to the internet, bytes. */
  readonly mtu: number;
  /** Namespace of the VPC's router, which is its internet gateway too. */
  readonly vpc: string;
  /** A workload in the first private subnet. */
  readonly host: {
    readonly namespace: string;
    readonly address: string;
    readonly subnet: string;
    readonly router: string;
  };
  /** The wire to the internet: the far end's address and interface, and the VPC's own address. */
  readonly uplink: { readonly provider: string; readonly own: string; readonly interface: string };
  /** Block of the gateways' public addresses. */
  readonly publicBlock: string;
  readonly remoteCidrs: readonly string[];
  readonly gateways: readonly LabGateway[];
}

/** How long a packet takes between two regions, one way. */
export interface Path {
  readonly between: readonly [number, number];
  readonly milliseconds: number;
}

export interface LabPlan {
  readonly prefix: string;
  /** Namespace that joins all regions' public sides. */
  readonly internet: string;
  readonly regions: readonly LabRegion[];
  readonly paths: readonly Path[];
}

/**
 * Public addresses: 198.18.N.0/24 for region N, and 198.19.N.0/30 between its VPC and the internet. RFC 2544 keeps 198.18.0.0/15
 * for benchmarks of networks, and nobody routes it.
 */
const publicBlocks = "198.18.0.0/16";
const uplinkBlocks = "198.19.0.0/16";

function address(cidr: string, offset: number): string {
  return block(cidr, 32, offset).replace(/\/32$/, "");
}

/** `10.1.144.1/22`: an address and how long its subnet's prefix is, as ip(8) wants it. */
export function withPrefix(host: string, cidr: string): string {
  return `${host}/${new Netmask(cidr).bitmask}`;
}

function labRegion(
  topology: Topology,
  region: Region,
  prefix: string,
  remoteCidrs: readonly string[],
  gateways: readonly Gateway[],
): LabRegion {
  const { subnets } = networkPlan(topology.shared, region);
  const subnet = (tier: string, zone: number) => {
    const found = subnets.find((candidate) => candidate.tier === tier && candidate.zone === zone);
    if (!found) throw new RangeError(`${region.name} has no ${tier} subnet in zone ${zone}`);
    return found.cidr;
  };
  const publicBlock = block(publicBlocks, 24, region.number);
  const uplink = block(block(uplinkBlocks, 24, region.number), 30, 0);
  const home = subnet("private", 0);
  return {
    name: region.name,
    number: region.number,
    mtu: pathMtu(region),
    vpc: `${prefix}${region.name}-vpc`,
    host: {
      namespace: `${prefix}${region.name}-host`,
      address: address(home, 10),
      subnet: home,
      router: address(home, 1),
    },
    uplink: { provider: address(uplink, 1), own: address(uplink, 2), interface: `r${region.number}` },
    publicBlock,
    remoteCidrs,
    gateways: gateways.map((plan) => ({
      name: plan.name,
      region: region.name,
      namespace: `${prefix}${region.name}-${plan.index}`,
      publicAddress: address(publicBlock, 10 + plan.index),
      subnet: subnet("public", plan.zone),
      router: address(subnet("public", plan.zone), 1),
      port: `gw${plan.index}`,
      plan,
    })),
  };
}

/** `topology` has keys for every gateway of the mesh. */
export function labPlan(topology: Topology, prefix: string): LabPlan {
  const regions = meshPlan(topology).flatMap(({ region: name, remoteCidrs, gateways }) => {
    const region = topology.regions.find((candidate) => candidate.name === name);
    return region ? labRegion(topology, region, prefix, remoteCidrs, gateways) : [];
  });
  const numbers = new Map(regions.map(({ name, number }) => [name, number]));
  return {
    prefix,
    internet: `${prefix}internet`,
    regions,
    paths: topology.shared.mesh.links.flatMap(({ between: [one, other], latencyMs }) => {
      const ends = [numbers.get(one), numbers.get(other)];
      return ends[0] === undefined || ends[1] === undefined
        ? []
        : { between: [ends[0], ends[1]] as const, milliseconds: latencyMs / 2 };
    }),
  };
}

export function allGateways({ regions }: LabPlan): readonly LabGateway[] {
  return regions.flatMap(({ gateways }) => gateways);
}

/** Every pair of regions, each once. */
export function regionPairs({ regions }: LabPlan): readonly (readonly [LabRegion, LabRegion])[] {
  return regions.flatMap((one, position) => regions.slice(position + 1).map((other) => [one, other] as const));
}

/** Every namespace of the lab. */
export function namespaces(plan: LabPlan): readonly string[] {
  return [
    plan.internet,
    ...plan.regions.flatMap(({ vpc, host, gateways }) => [
      vpc,
      host.namespace,
      ...gateways.map(({ namespace }) => namespace),
    ]),
  ];
}

/** /etc/hosts of every gateway: what DNS says in the clouds. */
export function hostsFile(plan: LabPlan): string {
  const names = allGateways(plan).map(({ publicAddress, plan: { endpoint } }) => `${publicAddress} ${endpoint}`);
  return `${["127.0.0.1 localhost", ...names].join("\n")}\n`;
}
