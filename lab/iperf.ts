/** iperf3(1) in a lab: who listens, and what came through. */
import { z } from "zod";
import { LabError } from "./error";
import { until } from "./process";
import type { ExecOptions, Execution } from "./shell";

/** Runs a command at one end. */
export type Exec = (command: string, options?: ExecOptions) => Execution;

const listensWithinMs = 10_000;

const report = z.object({ end: z.object({ sum_received: z.object({ bits_per_second: z.number() }) }) });

/** Starts a server and answers when it listens. It ends with its namespace. */
export async function listen(exec: Exec, port: number): Promise<void> {
  void exec(`exec iperf3 --server --port ${port}`, { reject: false });
  await until(`iperf3 does not listen on port ${port}`, listensWithinMs, async () =>
    (await exec(`ss -Hltn sport = ${port}`)).stdout === "" ? undefined : true,
  );
}

/** What the receiver got by the report of `iperf3 --json`, bits of payload a second. @throws LabError when there is no such figure. */
export function receivedBitsPerSecond(json: string): number {
  const parsed = report.safeParse(JSON.parse(json));
  if (!parsed.success) throw new LabError(`iperf3 reports no figure: ${json.slice(0, 500)}`);
  return parsed.data.end.sum_received.bits_per_second;
}
