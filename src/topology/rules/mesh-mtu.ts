/** What a region's path leaves for packets inside a tunnel is enough for IPv6, and for what runs inside. */
import { smallestTunnelMtu, tunnelOverheadBytes } from "../../facts/underlay";
import { at, perRegion } from "./rule";

export const meshMtu = perRegion(({ mesh, ...region }) => {
  const path = mesh?.underlayMtu;
  if (path === undefined || path - tunnelOverheadBytes >= smallestTunnelMtu) return undefined;
  return at(
    region,
    ["mesh", "underlayMtu"],
    path,
    `at least ${smallestTunnelMtu + tunnelOverheadBytes}: ${path} - ${tunnelOverheadBytes} for WireGuard leaves ${path - tunnelOverheadBytes}, and a tunnel has to carry ${smallestTunnelMtu} (IPv6's minimum)`,
  );
});
