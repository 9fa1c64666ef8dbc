/** Which regions a packet of the underlay goes between. Pure. */
import type { Path } from "../plan";

/** Number of the region at an address 198.18.N.x or 198.19.N.x: its third byte. */
const sourceByte = 14;
const destinationByte = 18;
const shortestHeader = 20;

/** Milliseconds that an IPv4 packet is held; 0 where nothing is known of the path; undefined for what is no IPv4. */
export function delays(paths: readonly Path[]): (packet: Uint8Array) => number | undefined {
  const known = new Map(
    paths.flatMap(({ between: [one, other], milliseconds }) => [
      [one * 256 + other, milliseconds] as const,
      [other * 256 + one, milliseconds] as const,
    ]),
  );
  return (packet) => {
    if (packet.length < shortestHeader || (packet[0] ?? 0) >> 4 !== 4) return undefined;
    return known.get((packet[sourceByte] ?? 0) * 256 + (packet[destinationByte] ?? 0)) ?? 0;
  };
}
