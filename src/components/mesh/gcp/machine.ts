/** Which machine carries a gateway. Pure. */
import type { Gateway } from "../../../plan/mesh";

interface Machine {
  readonly type: string;
  /** Most that it sends, bits a second. */
  readonly egress: number;
}

const gigabit = 1e9;

/**
 * Most that one machine sends to addresses outside its VPC, another Google Cloud region's public ones among them, bits a second
 * (Compute Engine, "Network bandwidth": 7 Gbit/s a machine; 3 Gbit/s a flow, whichever machine). A tunnel is one flow, so that Tier_1
 * networking (25 Gbit/s a machine, from 30 vCPU) would make none faster and is not bought.
 */
export const outsideLimit = 7 * gigabit;
export const flowLimit = 3 * gigabit;

/** From the smallest; with whole cores, since WireGuard costs as much as it carries (Compute Engine, "E2 machine series"). */
const machines: readonly [Machine, ...Machine[]] = [
  { type: "e2-highcpu-2", egress: 4 * gigabit },
  { type: "e2-highcpu-4", egress: 8 * gigabit },
];

/** The smallest that carries the gateway's largest tunnel, or, where one machine can not, the one that carries most. */
export function machineType({ tunnels }: Pick<Gateway, "tunnels">): string {
  const wanted = Math.min(Math.max(0, ...tunnels.map(({ bitsPerSecond }) => bitsPerSecond ?? 0)), outsideLimit);
  const { type } = machines.find(({ egress }) => egress >= wanted) ?? machines[0];
  return type;
}
