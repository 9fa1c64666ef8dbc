/** Numbers and names of the mesh that follow from a region's number and a gateway's index alone. Pure. */
import type { Region, Shared } from "../../topology/schema";
import { block } from "../network";

/**
 * Tunnel addresses of all gateways: region N's gateway g has the address number 4N + g, and the active one 4N too. RFC 1918's third block, of which no
 * region (10/8) and no DR network (172.16/12) is made; they are used between gateways only and never routed in a VPC.
 */
export const tunnelBlock = "192.168.252.0/22";

export function tunnelAddress(region: number, gateway: number): string {
  return host(block(tunnelBlock, 32, 4 * region + gateway));
}

/** `10.1.144.10/32` → `10.1.144.10` */
function host(cidr: string): string {
  return cidr.replace(/\/32$/, "");
}

/** Offset in the zone's public subnet; the first four addresses of a subnet are the clouds' own. */
const vpcOffset = 10;

/** A gateway's address in its VPC: number 10 of the public subnet of its zone. */
export function vpcAddress(publicSubnet: string): string {
  return host(block(publicSubnet, 32, vpcOffset));
}

/** The tunnel's network interface: Linux allows 15 characters. */
export function interfaceName(region: number, gateway: number): string {
  return `wg${region}-${gateway}`;
}

/**
 * Local UDP ports of tunnels. A WireGuard interface has a port of its own; outside all of them are `mesh.port`, by the firewall's
 * translation (docs/decisions/0015).
 */
export const tunnelPorts = { first: 52_000, last: 53_023 } as const;

export function tunnelPort(region: number, gateway: number): number {
  return tunnelPorts.first + 4 * region + gateway;
}

/** Member of the confederation: the mesh's AS number and the region's number make a private one of 32 bits (RFC 6996). */
export function memberAsn(region: number): number {
  return 4_200_000_000 + region;
}

/** `mesh-eu-west-1.meridian.example`: where a gateway listens. */
export function endpointName({ zone }: Shared, { name }: Region, gateway: number): string {
  return `${gatewayName(name, gateway)}.${zone}`;
}

export function gatewayName(region: string, gateway: number): string {
  return `mesh-${region}-${gateway}`;
}
