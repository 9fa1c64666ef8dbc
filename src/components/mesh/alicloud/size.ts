/** How large a gateway is. Pure. */
import type { Gateway } from "../../../plan/mesh";

/** Gbit/s that a type carries at all times. Source: ECS, "General-purpose instance families", g7, baseline bandwidth. */
const baselineGbps: readonly (readonly [type: string, gbps: number])[] = [
  ["ecs.g7.large", 2],
  ["ecs.g7.xlarge", 3],
  ["ecs.g7.2xlarge", 5],
  ["ecs.g7.3xlarge", 8],
  ["ecs.g7.4xlarge", 10],
  ["ecs.g7.6xlarge", 12],
  ["ecs.g7.8xlarge", 16],
  ["ecs.g7.16xlarge", 32],
  ["ecs.g7.32xlarge", 64],
];

/** Bits a second of the widest path that the stack files know; 0 where they know none. */
const widest = ({ tunnels }: Gateway): number => Math.max(0, ...tunnels.map(({ bitsPerSecond = 0 }) => bitsPerSecond));

/**
 * The smallest type that carries the gateway's widest tunnel.
 * @throws RangeError when none does.
 */
export function instanceType(gateway: Gateway): string {
  const wanted = widest(gateway);
  const fitting = baselineGbps.find(([, gbps]) => gbps * 1e9 >= wanted);
  if (!fitting) throw new RangeError(`${gateway.name}: no instance type carries ${wanted / 1e9} Gbit/s`);
  return fitting[0];
}

/** Mbit/s, the most that a PayByTraffic address may have (EipAddress: 1 to 200). */
const largestAddress = 200;

/** Mbit/s of the gateway's public address: a ceiling, not a price. */
export function addressBandwidth(gateway: Gateway): number {
  const wanted = Math.ceil(widest(gateway) / 1e6);
  return wanted === 0 ? largestAddress : Math.min(wanted, largestAddress);
}
