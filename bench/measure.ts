/** Wall time and peak memory of a command and all its descendants, in pairs, so that a noisy machine bothers both alike. */
import { readdirSync, readFileSync } from "node:fs";
import { median } from "es-toolkit";
import { execa } from "execa";

export interface Measurement {
  readonly seconds: number;
  /** Sum over the processes of each one's own peak resident set, MiB. 0 where /proc is missing. */
  readonly mebibytes: number;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const sampleMs = 40;

/** pid → parent, of every process. */
function parents(): Map<number, number> {
  const table = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      table.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // The process has ended since the directory was read.
    }
  }
  return table;
}

function descendants(root: number): number[] {
  const table = parents();
  const within = new Set([root]);
  let before = 0;
  while (within.size > before) {
    before = within.size;
    for (const [pid, parent] of table) if (within.has(parent)) within.add(pid);
  }
  return [...within];
}

function peakKibibytes(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** @throws when the command fails: a failure is not a measurement. */
async function once({ command, args, cwd, env }: Command): Promise<Measurement> {
  const peaks = new Map<number, number>();
  const started = performance.now();
  const running = execa(command, args, { cwd, env: { ...env }, stdin: "ignore", all: true });
  const sampler =
    process.platform === "linux"
      ? setInterval(() => {
          for (const pid of descendants(running.pid ?? 0))
            peaks.set(pid, Math.max(peaks.get(pid) ?? 0, peakKibibytes(pid)));
        }, sampleMs)
      : undefined;
  try {
    await running;
  } finally {
    clearInterval(sampler);
  }
  const kibibytes = [...peaks.values()].reduce((sum, peak) => sum + peak, 0);
  return { seconds: (performance.now() - started) / 1000, mebibytes: kibibytes / 1024 };
}

export interface Comparison {
  readonly runs: number;
  /** Medians. */
  readonly subject: Measurement;
  readonly floor: Measurement;
  /** Medians of the ratios, pair by pair. */
  readonly timeRatio: number;
  readonly memoryRatio: number;
}

/** Runs the two in turn, after one of each that does not count. */
export async function compare(subject: Command, floor: Command, runs: number): Promise<Comparison> {
  await once(floor);
  await once(subject);
  const pairs: { a: Measurement; b: Measurement }[] = [];
  for (let round = 0; round < runs; round += 1) pairs.push({ b: await once(floor), a: await once(subject) });
  const middle = (pick: (pair: { a: Measurement; b: Measurement }) => number) => median(pairs.map(pick));
  return {
    runs,
    subject: { seconds: middle(({ a }) => a.seconds), mebibytes: middle(({ a }) => a.mebibytes) },
    floor: { seconds: middle(({ b }) => b.seconds), mebibytes: middle(({ b }) => b.mebibytes) },
    timeRatio: middle(({ a, b }) => a.seconds / b.seconds),
    memoryRatio: middle(({ a, b }) => a.mebibytes / b.mebibytes),
  };
}

/** Median over `runs`, after one that does not count. */
export async function measure(command: Command, runs: number): Promise<Measurement> {
  await once(command);
  const all: Measurement[] = [];
  for (let round = 0; round < runs; round += 1) all.push(await once(command));
  return {
    seconds: median(all.map(({ seconds }) => seconds)),
    mebibytes: median(all.map(({ mebibytes }) => mebibytes)),
  };
}
