/** How large a packet may be inside a tunnel. Pure. */
import { underlayMtu } from "../../facts/underlay";
import type { Region } from "../../topology/schema";

/** IPv4 header 20, UDP header 8, WireGuard's data header 16 and authentication tag 16 (WireGuard whitepaper, section 5.4.6). */
export const overheadBytes = 60;

/** IPv6's minimum (RFC 8200, section 5), and a floor below which tunnels break what runs inside. */
export const smallestMtu = 1280;

export function pathMtu({ cloud, mesh }: Pick<Region, "cloud" | "mesh">): number {
  return mesh.underlayMtu ?? underlayMtu[cloud];
}

/** MTU of the tunnel between two regions, bytes: what the narrower of both paths leaves. */
export function tunnelMtu(one: Pick<Region, "cloud" | "mesh">, other: Pick<Region, "cloud" | "mesh">): number {
  return Math.min(pathMtu(one), pathMtu(other)) - overheadBytes;
}
