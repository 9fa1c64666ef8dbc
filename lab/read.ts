/** What the gateways' own tools say, understood. Pure. */

export interface Session {
  /** BIRD's name of the protocol: `eu_west_1`. */
  readonly name: string;
  /** BGP's state: `Established`, `Active`, … */
  readonly state: string;
}

/** `birdc show protocols`. */
export function parseSessions(text: string): readonly Session[] {
  return text.split("\n").flatMap((line) => {
    const [, name, state = ""] =
      /^(\S+)\s+BGP\s+\S+\s+\S+\s+[\d:.-]+(?:\s+[\d:.]+)?(?:\s+([A-Z]\w*))?/.exec(line) ?? [];
    return name === undefined ? [] : { name, state };
  });
}

export interface Handshake {
  readonly interface: string;
  /** Seconds since 1970; 0 when there was none. */
  readonly at: number;
}

/** `wg show all latest-handshakes`: the latest of each tunnel, whichever of the peer's keys it was with. */
export function parseHandshakes(text: string): readonly Handshake[] {
  const latest = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [device, , at] = line.split("\t");
    if (device !== undefined && at !== undefined) latest.set(device, Math.max(latest.get(device) ?? 0, Number(at)));
  }
  return [...latest].map(([device, at]) => ({ interface: device, at }));
}

/**
 * `ping`'s shortest round trip, milliseconds: what the path takes, and not what this machine was busy with meanwhile; undefined when nothing came
 * back.
 */
export function parsePing(text: string): number | undefined {
  const shortest = /^(?:rtt|round-trip) min\/avg\/max\S* = ([\d.]+)\//m.exec(text)?.[1];
  return shortest === undefined ? undefined : Number(shortest);
}

/** The interface, or the next hop, that `ip route get` or a line of `ip route show` names. */
export function routeDevice(text: string): string | undefined {
  return /\bdev (\S+)/.exec(text)?.[1];
}

export function routeVia(text: string): string | undefined {
  return /\bvia (\S+)/.exec(text)?.[1];
}
