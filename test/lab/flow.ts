/** A flow between two regions' hosts that tells afterwards how long it was interrupted. */
import type { Lab } from "../../lab/lab";

export interface Interruption {
  /** Longest time between two answers, seconds. */
  readonly longestGapSeconds: number;
  readonly answers: number;
}

/** Packets a second: 50. */
const intervalSeconds = 0.02;

/** Runs until `end`, which may be called once. */
export function startFlow(lab: Lab, from: string, to: string): { end(): Promise<Interruption> } {
  const command = `exec ping -D -i ${intervalSeconds} ${lab.host(to).address}`;
  const flow = lab.host(from).exec(command, { reject: false });
  return {
    async end() {
      flow.kill("SIGINT");
      return interruption((await flow).stdout);
    },
  };
}

/** From ping(8)'s output with `-D`: `[1795307147.632805] 64 bytes from …`. */
export function interruption(output: string): Interruption {
  const times = [...output.matchAll(/^\[(\d+\.\d+)\] \d+ bytes from/gm)].map(([, time]) => Number(time));
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return { longestGapSeconds: Math.max(0, ...gaps), answers: times.length };
}
