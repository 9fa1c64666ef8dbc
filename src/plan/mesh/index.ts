/** The mesh of all regions that are not isolated: every gateway, and every tunnel it has (spec section 4). Pure. */
import { healthCheckRanges } from "../../facts/health-checks";
import type { MeshGatewayKeys } from "../../topology/mesh";
import type { Region, Shared, Topology } from "../../topology/schema";
import { networkPlan } from "../network";
import {
  endpointName,
  gatewayName,
  interfaceName,
  memberAsn,
  tunnelAddress,
  tunnelPort,
  vpcAddress,
} from "./addresses";
import { tunnelMtu } from "./mtu";

/** A tunnel from one gateway to another: of another region over the internet, or of its own over the VPC. */
export interface Tunnel {
  /** The network interface. */
  readonly interface: string;
  /** Region at the far end. */
  readonly region: string;
  /** The far gateway's name, and its index from 1. */
  readonly gateway: string;
  readonly index: number;
  /** UDP port on this gateway, behind the firewall's translation. */
  readonly localPort: number;
  /** Name, or within a region address, that the far gateway is reached by, and its port. */
  readonly endpoint: string;
  readonly port: number;
  /** Address of the far end inside the tunnel. */
  readonly address: string;
  readonly asn: number;
  /** The far region's block. */
  readonly cidr: string;
  /** The key that the far gateway speaks with by its stack file, and others that it may speak with during a rotation. */
  readonly publicKey: string;
  readonly otherKeys: readonly string[];
  /** All of them, from the newest to the oldest. */
  readonly keysNewestFirst: readonly string[];
  /** Blocks that packets in this tunnel may come from and go to: every region's of the mesh, and the far end's address. */
  readonly allowedIps: readonly string[];
  readonly mtu: number;
  /** Round trip, milliseconds, and bits a second, where the stack files know the path. */
  readonly latencyMs?: number;
  readonly bitsPerSecond?: number;
}

export interface Gateway {
  readonly name: string;
  readonly region: string;
  /** The region's number. */
  readonly number: number;
  /** From 1: the region's first gateway carries the VPC's routes while it lives. */
  readonly index: number;
  /** 0, 1 or 2: which of the region's zones. */
  readonly zone: number;
  readonly cidr: string;
  readonly vpcAddress: string;
  readonly tunnelAddress: string;
  /** Address that the region's active gateway has. */
  readonly activeAddress: string;
  readonly endpoint: string;
  readonly port: number;
  readonly asn: number;
  readonly keys: MeshGatewayKeys;
  /** Blocks from which the cloud's load balancers ask whether the gateway lives. */
  readonly healthCheckers: readonly string[];
  /** Tunnels to the region's other gateways: a gateway that has lost a region hands its packets to one that has not. */
  readonly siblings: readonly Tunnel[];
  /** Tunnels to the other regions' gateways, in the order of regions' numbers and gateways' indices. */
  readonly tunnels: readonly Tunnel[];
  /** What all gateways of the mesh have alike. */
  readonly mesh: MeshSettings;
}

/** The list of paths stays out: it may name anybody. */
export type MeshSettings = Omit<Shared["mesh"], "links">;

export interface RegionMesh {
  readonly region: string;
  /** Blocks of the other regions: what the VPC sends to the gateways. */
  readonly remoteCidrs: readonly string[];
  readonly gateways: readonly Gateway[];
}

/** Regions of the mesh: not isolated, and with keys. In the order of their numbers. */
export function meshRegions({ regions }: Topology): readonly Region[] {
  return regions.filter(({ isolated, mesh }) => !isolated && mesh.gateways.length > 0);
}

/** The mesh as one region sees it; undefined for a region that is isolated or has no keys yet. */
export function regionMesh(topology: Topology, name: string): RegionMesh | undefined {
  const members = meshRegions(topology);
  const region = members.find((member) => member.name === name);
  if (!region) return undefined;
  const peers = members.filter((member) => member !== region);
  const { shared } = topology;
  const { links: _, ...settings } = shared.mesh;
  const allBlocks = members.map(({ network }) => network.cidr);
  const tunnelsTo = (peer: Region) =>
    peer.mesh.gateways.map((keys, position) => tunnel(shared, region, peer, keys, position + 1, allBlocks));
  const tunnels = peers.flatMap(tunnelsTo);
  const siblings = tunnelsTo(region).map((sibling) => ({
    ...sibling,
    endpoint: addressInVpc(shared, region, sibling.index),
  }));
  return {
    region: name,
    remoteCidrs: peers.map(({ network }) => network.cidr),
    gateways: region.mesh.gateways.map((keys, position) =>
      gateway(shared, region, keys, position + 1, { siblings, tunnels, mesh: settings }),
    ),
  };
}

/** The whole mesh, for the lab and for tests. */
export function meshPlan(topology: Topology): readonly RegionMesh[] {
  return meshRegions(topology).flatMap(({ name }) => regionMesh(topology, name) ?? []);
}

function gateway(
  shared: Shared,
  region: Region,
  keys: MeshGatewayKeys,
  index: number,
  { siblings, tunnels, mesh }: Pick<Gateway, "siblings" | "tunnels" | "mesh">,
): Gateway {
  return {
    name: gatewayName(region.name, index),
    region: region.name,
    index,
    zone: index - 1,
    cidr: region.network.cidr,
    vpcAddress: addressInVpc(shared, region, index),
    tunnelAddress: tunnelAddress(region.number, index),
    activeAddress: tunnelAddress(region.number, 0),
    endpoint: endpointName(shared, region, index),
    port: shared.mesh.port,
    number: region.number,
    asn: memberAsn(region.number),
    keys,
    healthCheckers: healthCheckRanges[region.cloud],
    siblings: siblings.filter((sibling) => sibling.index !== index),
    tunnels,
    mesh,
  };
}

function tunnel(
  shared: Shared,
  region: Region,
  peer: Region,
  keys: MeshGatewayKeys,
  index: number,
  allBlocks: readonly string[],
): Tunnel {
  const address = tunnelAddress(peer.number, index);
  const link = shared.mesh.links.find(
    ({ between }) => region !== peer && between.includes(region.name) && between.includes(peer.name),
  );
  return {
    interface: interfaceName(peer.number, index),
    region: peer.name,
    gateway: gatewayName(peer.name, index),
    index,
    localPort: tunnelPort(peer.number, index),
    endpoint: endpointName(shared, peer, index),
    port: shared.mesh.port,
    address,
    asn: memberAsn(peer.number),
    cidr: peer.network.cidr,
    publicKey: keys.publicKey,
    otherKeys: [keys.next, keys.previous].flatMap((other) => other?.publicKey ?? []),
    keysNewestFirst: [keys.next, keys, keys.previous].flatMap((key) => key?.publicKey ?? []),
    allowedIps: [...allBlocks, `${address}/32`],
    mtu: tunnelMtu(region, peer),
    ...(link && { latencyMs: link.latencyMs, bitsPerSecond: Math.round(link.bandwidthGbps * 1e9) }),
  };
}

function addressInVpc(shared: Shared, region: Region, index: number): string {
  const subnet = networkPlan(shared, region).subnets.find(({ tier, zone }) => tier === "public" && zone === index - 1);
  if (!subnet) throw new RangeError(`${region.name} has no zone for gateway ${index}`);
  return vpcAddress(subnet.cidr);
}
