/** How large a packet may be inside a tunnel. Pure. */
import { tunnelOverheadBytes, underlayMtu } from "../../facts/underlay";
import type { Region } from "../../topology/schema";

export function pathMtu({ cloud, mesh }: Pick<Region, "cloud" | "mesh">): number {
  return mesh.underlayMtu ?? underlayMtu[cloud];
}

/** MTU of the tunnel between two regions, bytes: what the narrower of both paths leaves. */
export function tunnelMtu(one: Pick<Region, "cloud" | "mesh">, other: Pick<Region, "cloud" | "mesh">): number {
  return Math.min(pathMtu(one), pathMtu(other)) - tunnelOverheadBytes;
}
