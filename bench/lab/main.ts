/** `make bench-lab`: what a gateway's routing, firewall and shaper cost a tunnel, beside a tunnel without. */
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Lab } from "../../lab/lab";
import { checkout } from "../../lab/paths";
import { makeTable } from "../../ops/render/table";
import { loadTopology } from "../../src/topology/load";
import { ends, throughput } from "./throughput";

/** Pairs of measurements; `RUNS=5 make bench-lab` where there is less time. */
const runs = Number(process.env.RUNS ?? 20);
const aim = 0.95;

const say = (line: string) => process.stderr.write(`${line}\n`);

async function measured() {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const lab = await Lab.start({
    topology: loadTopology(checkout),
    instance: "bench",
    latency: false,
    mayInstall: true,
    say,
    signal: interrupted.signal,
  });
  // From here on an interruption takes away what is measured, and measuring ends by that.
  interrupted.signal.addEventListener("abort", () => void lab.stop());
  try {
    say(`A gateway of ${ends[0]} to one of ${ends[1]} against a bare tunnel, ${runs} pairs …`);
    return await throughput(lab, runs, say);
  } finally {
    await lab.stop();
  }
}

async function main(): Promise<void> {
  // Whoever reads the figures must know whether the machine had other work.
  const [loadBefore] = os.loadavg();
  const result = await measured();
  const table = makeTable(["tunnel / bare, Mbit/s", "ratio", "lowest", "highest", "aim"]);
  const { meshMbps, bareMbps, ratio, lowest, highest } = result;
  table.push([`${meshMbps} / ${bareMbps}`, ...[ratio, lowest, highest].map((each) => each.toFixed(3)), `≥ ${aim}`]);
  process.stdout.write(`${table}\n`);
  const when = new Date().toISOString();
  const machine = { cores: os.availableParallelism(), kernel: os.release(), loadBefore };
  const results = path.join(checkout, "bench", "results");
  mkdirSync(results, { recursive: true });
  const file = path.join(results, `lab-${when.slice(0, 10)}.json`);
  writeFileSync(file, `${JSON.stringify({ when, machine, aim, throughput: result }, null, 2)}\n`);
  say(`Written to ${path.relative(checkout, file)}.`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
