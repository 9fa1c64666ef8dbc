/** What stands of a lab. */

import { initOf } from "./namespace";
import { allGateways, type LabGateway, type LabPlan, type LabRegion } from "./plan";
import { parseHandshakes, parseSessions, routeVia, type Session } from "./read";
import { inNetwork, onMachine } from "./shell";

export interface GatewayStatus {
  readonly name: string;
  readonly region: string;
  readonly running: boolean;
  /** Whether keepalived has made it the region's active one. */
  readonly active: boolean;
  readonly sessions: readonly Session[];
  /** Seconds since each tunnel's last handshake; undefined when there was none. */
  readonly tunnels: readonly {
    readonly interface: string;
    readonly to: string;
    readonly handshakeAge: number | undefined;
  }[];
}

export interface RegionStatus {
  readonly name: string;
  /** The gateway that the VPC's routes to the other regions lead to; undefined when they lead to several, or nowhere. */
  readonly carrier: string | undefined;
}

export interface LabStatus {
  readonly gateways: readonly GatewayStatus[];
  readonly regions: readonly RegionStatus[];
  /** What is wrong, in words; nothing when all is well. */
  readonly problems: readonly string[];
}

/** A session's keys live 180 s at most (WireGuard whitepaper, section 6.1), and keepalives renew them before. */
const oldestHandshakeSeconds = 180;

async function gatewayStatus({ name, region, namespace, plan }: LabGateway): Promise<GatewayStatus> {
  const tunnels = [...plan.siblings, ...plan.tunnels];
  const nothing = tunnels.map((tunnel) => ({
    interface: tunnel.interface,
    to: tunnel.gateway,
    handshakeAge: undefined,
  }));
  const init = await initOf(namespace);
  if (init === undefined) return { name, region, running: false, active: false, sessions: [], tunnels: nothing };
  const ask = (command: string) => onMachine(init, command, { reject: false });
  const [protocols, handshakes, active] = await Promise.all([
    ask("birdc show protocols"),
    ask("wg show all latest-handshakes"),
    ask("test -f /run/meridian/active"),
  ]);
  const now = Date.now() / 1000;
  const at = new Map(parseHandshakes(handshakes.stdout).map((handshake) => [handshake.interface, handshake.at]));
  return {
    name,
    region,
    running: true,
    active: active.exitCode === 0,
    sessions: parseSessions(protocols.stdout),
    tunnels: nothing.map((tunnel) => {
      const latest = at.get(tunnel.interface) ?? 0;
      return latest === 0 ? tunnel : { ...tunnel, handshakeAge: Math.max(0, Math.round(now - latest)) };
    }),
  };
}

async function regionStatus({ name, vpc, remoteCidrs, gateways }: LabRegion): Promise<RegionStatus> {
  const { stdout } = await inNetwork(vpc, remoteCidrs.map((cidr) => `ip route show ${cidr}`).join("; "), {
    reject: false,
  });
  const hops = new Set(stdout.split("\n").map(routeVia));
  const [hop] = hops;
  const carrier = hops.size === 1 ? gateways.find(({ plan }) => plan.vpcAddress === hop)?.name : undefined;
  return { name, carrier };
}

/** What is wrong with a gateway, in words. Pure. */
export function gatewayProblems({ name, running, sessions, tunnels }: GatewayStatus): readonly string[] {
  if (!running) return [`${name} does not run`];
  const down = sessions.filter(({ state }) => state !== "Established");
  const silent = tunnels.filter(
    ({ handshakeAge }) => handshakeAge === undefined || handshakeAge > oldestHandshakeSeconds,
  );
  return [
    ...(sessions.length < tunnels.length ? [`${name}: BIRD has ${sessions.length} of ${tunnels.length} sessions`] : []),
    ...down.map(({ name: session, state }) => `${name}: the session ${session} is ${state || "down"}`),
    ...silent.map(({ to }) => `${name}: no handshake with ${to} in ${oldestHandshakeSeconds} s`),
  ];
}

/** What is wrong with a region, in words. Pure. */
export function regionProblems({ name, carrier }: RegionStatus, gateways: readonly GatewayStatus[]): readonly string[] {
  const active = gateways.filter((gateway) => gateway.region === name && gateway.active).map((gateway) => gateway.name);
  const names = active.join(", ");
  return [
    ...(active.length === 1 ? [] : [`${name}: ${names === "" ? "no gateway is" : `${names} are`} active`]),
    ...(active.length === 1 && active[0] !== carrier
      ? [`${name}: the VPC's routes lead to ${carrier ?? "no gateway"}, and ${names} is active`]
      : []),
  ];
}

export async function labStatus(plan: LabPlan): Promise<LabStatus> {
  const [gateways, regions] = await Promise.all([
    Promise.all(allGateways(plan).map(gatewayStatus)),
    Promise.all(plan.regions.map(regionStatus)),
  ]);
  const problems = [
    ...gateways.flatMap(gatewayProblems),
    ...regions.flatMap((region) => regionProblems(region, gateways)),
  ];
  return { gateways, regions, problems };
}
