/** Throughput through a tunnel of the mesh beside a bare one, in pairs, so that a noisy machine bothers both alike. */
import { median } from "es-toolkit";
import { LabError } from "../../lab/error";
import { type Exec, listen, receivedBitsPerSecond } from "../../lab/iperf";
import type { Lab } from "../../lab/lab";
import { inNetwork } from "../../lab/shell";
import { bareTunnel } from "./bare";

export const ends = ["us-east", "eu-west"] as const;
const port = 5201;
/** Of each measurement, without the first second, in which TCP finds its pace. */
const seconds = 2;

interface Way {
  readonly from: Exec;
  readonly to: Exec;
  readonly address: string;
}

export interface Pair {
  readonly meshBitsPerSecond: number;
  readonly bareBitsPerSecond: number;
  readonly ratio: number;
}

export interface Throughput {
  readonly from: string;
  readonly to: string;
  readonly mtu: number;
  readonly secondsEach: number;
  readonly pairs: readonly Pair[];
  /** Medians; the ratio's is that of the pairs' ratios. */
  readonly meshMbps: number;
  readonly bareMbps: number;
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
}

/**
 * From gateway to gateway. Their firewall is closed to all but the mesh, so a door is opened: one rule, which every packet passes, in place
 * of those by which a gateway forwards.
 */
async function meshWay(lab: Lab): Promise<Way & { readonly mtu: number }> {
  const [one, other] = ends.map((region) => lab.gateway(`mesh-${region}-1`));
  const tunnel = one?.gateway.plan.tunnels.find(({ gateway }) => gateway === other?.gateway.name);
  if (!one || !other || !tunnel) throw new LabError(`No tunnel leads from ${ends[0]} to ${ends[1]}.`);
  for (const machine of [one, other]) await machine.exec(`nft 'insert rule inet mesh input iifname "wg*" accept'`);
  return {
    from: (command, options) => one.exec(command, options),
    to: (command, options) => other.exec(command, options),
    address: tunnel.address,
    mtu: tunnel.mtu,
  };
}

async function bareWay(lab: Lab, mtu: number): Promise<Way> {
  const [near, far] = await bareTunnel(lab, ...ends, mtu);
  return {
    from: (command, options) => inNetwork(near.namespace, command, options),
    to: (command, options) => inNetwork(far.namespace, command, options),
    address: far.tunnelAddress,
  };
}

async function measure({ from, address }: Way, length = seconds): Promise<number> {
  const { stdout } = await from(`iperf3 --client ${address} --port ${port} --time ${length} --omit 1 --json`, {
    timeout: 1000 * (length + 20),
  });
  return receivedBitsPerSecond(stdout);
}

const mbps = (bits: readonly number[]) => Math.round(median([...bits]) / 1e6);

/** `lab` has no latency: behind a long way a window would be measured. */
export async function throughput(lab: Lab, count: number, say: (line: string) => void): Promise<Throughput> {
  const mesh = await meshWay(lab);
  const bare = await bareWay(lab, mesh.mtu);
  for (const way of [mesh, bare]) {
    await listen(way.to, port);
    await measure(way, 1);
  }
  const pairs: Pair[] = [];
  for (let run = 0; run < count; run++) {
    // Who comes first changes from pair to pair.
    const bareFirst = run % 2 === 1 ? await measure(bare) : undefined;
    const meshBitsPerSecond = await measure(mesh);
    const bareBitsPerSecond = bareFirst ?? (await measure(bare));
    const ratio = meshBitsPerSecond / bareBitsPerSecond;
    pairs.push({ meshBitsPerSecond, bareBitsPerSecond, ratio });
    say(`  ${mbps([meshBitsPerSecond])} against ${mbps([bareBitsPerSecond])} Mbit/s: ${ratio.toFixed(3)}`);
  }
  const ratios = pairs.map(({ ratio }) => ratio);
  return {
    from: ends[0],
    to: ends[1],
    mtu: mesh.mtu,
    secondsEach: seconds,
    pairs,
    meshMbps: mbps(pairs.map(({ meshBitsPerSecond }) => meshBitsPerSecond)),
    bareMbps: mbps(pairs.map(({ bareBitsPerSecond }) => bareBitsPerSecond)),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
  };
}
