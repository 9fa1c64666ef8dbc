/** `make bench`: what a preview costs beside its floor, what the policies cost, and how a fleet grows. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { execa } from "execa";
import { policyPack } from "../ops/engine/fleet";
import { checkout, workDirectory } from "../ops/paths";
import { makeTable } from "../ops/render/table";
import { openSession, type Session } from "../ops/session";
import { registered, writeBareProgram } from "./bare";
import { type Command, type Comparison, compare, type Measurement, measure } from "./measure";
import { type MeshPoint, meshPoint } from "./mesh";

/** Pairs of runs; `RUNS=3 make bench` where there is less time. */
const runs = Number(process.env.RUNS ?? 5);
const fleetSizes = [4, 8, 16, 32, 64];
const region = "us-east";
const scratch = path.join(workDirectory, "bench");

const say = (line: string) => process.stderr.write(`${line}\n`);

async function session(layout: string, stack: string): Promise<Session> {
  const opened = await openSession({ layout, stack: [stack], target: "sandbox" }, say);
  await opened.target.ready(stack);
  return opened;
}

function preview(opened: Session, stack: string, ...args: string[]): Command {
  const { directory, environment } = opened.target.place(stack);
  return {
    command: opened.command,
    args: ["preview", "--stack", stack, "--non-interactive", "--color", "never", ...args],
    cwd: directory,
    env: { ...environment, MERIDIAN_TOPOLOGY: directory },
  };
}

/** The same stack with another program. */
function bareProject(name: string): string {
  const directory = path.join(scratch, name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    path.join(directory, "Pulumi.yaml"),
    "name: meridian\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.cjs\n",
  );
  writeFileSync(path.join(directory, `Pulumi.${region}.yaml`), "config: {}\n");
  return directory;
}

/** Writes the bare programs: one as people write them, and one that leaves stack traces unmapped as src/program.cjs does. */
async function recordBarePrograms(opened: Session, bare: string, unmapped: string): Promise<number> {
  const log = path.join(scratch, "events.json");
  rmSync(log, { force: true });
  const { command, args, cwd, env } = preview(opened, region, "--event-log", log);
  await execa(command, args, { cwd, env: { ...env, PULUMI_DEBUG_COMMANDS: "true" } });
  const resources = registered(log);
  writeBareProgram(bare, resources);
  writeBareProgram(unmapped, resources, "Error.prepareStackTrace = undefined;");
  return resources.length;
}

function emptyPack(): string {
  const directory = path.join(scratch, "empty-pack");
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, "PulumiPolicy.yaml"), "runtime: nodejs\n");
  writeFileSync(
    path.join(directory, "package.json"),
    '{ "name": "empty-pack", "version": "0.0.0", "main": "index.cjs" }\n',
  );
  // The SDK reads the version of package.json in the working directory; the engine starts packs in the project's.
  writeFileSync(
    path.join(directory, "index.cjs"),
    'process.chdir(__dirname);\nconst { PolicyPack } = require("@pulumi/policy");\nnew PolicyPack("empty", { policies: [] });\n',
  );
  return directory;
}

interface FleetPoint {
  readonly regions: number;
  readonly region: Measurement;
  readonly global: Measurement;
}

async function fleetPoint(regions: number): Promise<FleetPoint> {
  const opened = await openSession({ layout: `fleet-${regions}`, target: "sandbox" }, say);
  const [first = "global"] = opened.stacks;
  for (const stack of [first, "global"]) await opened.target.ready(stack);
  return {
    regions,
    region: await measure(preview(opened, first), 3),
    global: await measure(preview(opened, "global"), 3),
  };
}

function ratioRow(name: string, { subject, floor, timeRatio, memoryRatio }: Comparison, limit: string): string[] {
  return [
    name,
    `${subject.seconds.toFixed(2)} / ${floor.seconds.toFixed(2)}`,
    timeRatio.toFixed(3),
    `${subject.mebibytes.toFixed(0)} / ${floor.mebibytes.toFixed(0)}`,
    memoryRatio.toFixed(3),
    limit,
  ];
}

/** Told at once, for all that follows takes minutes. */
function tell({ timeRatio, memoryRatio, subject, floor }: Comparison): void {
  const seconds = `${subject.seconds.toFixed(2)} s against ${floor.seconds.toFixed(2)} s`;
  say(`  time ${timeRatio.toFixed(3)} (${seconds}), memory ${memoryRatio.toFixed(3)}`);
}

function meshTable(points: readonly MeshPoint[]): string {
  const table = makeTable(["regions", "gateways", "mesh plan, s", "all files, s", "MiB"]);
  for (const { regions, gateways, planSeconds, renderSeconds, mebibytes } of points)
    table.push([regions, gateways, planSeconds.toFixed(3), renderSeconds.toFixed(3), mebibytes.toFixed(1)]);
  return table.toString();
}

async function main(): Promise<void> {
  mkdirSync(scratch, { recursive: true });
  const opened = await session("default", region);
  const bare = bareProject("bare");
  const unmapped = bareProject("bare-unmapped");
  const resources = await recordBarePrograms(opened, bare, unmapped);

  say(`Preview of ${region}: ${resources} resources against a bare program with the same resources, ${runs} pairs …`);
  const ours = preview(opened, region);
  const program = await compare(ours, { ...ours, cwd: bare }, runs);
  tell(program);
  say(`The same against a bare program that leaves stack traces unmapped, as ours does, ${runs} pairs …`);
  const withoutTraces = await compare(ours, { ...ours, cwd: unmapped }, runs);
  tell(withoutTraces);
  say(`The same with all policies against an empty pack, ${runs} pairs …`);
  const policies = await compare(
    preview(opened, region, "--policy-pack", policyPack(opened, region)),
    preview(opened, region, "--policy-pack", emptyPack()),
    runs,
  );
  tell(policies);
  const fleet: FleetPoint[] = [];
  for (const size of fleetSizes) {
    say(`Fleet of ${size} regions …`);
    fleet.push(await fleetPoint(size));
  }

  const ratios = makeTable(["preview", "seconds", "ratio", "MiB, all processes", "ratio", "aim"]);
  ratios.push(
    ratioRow("program / bare", program, "≤ 1.10"),
    ratioRow("program / bare, traces unmapped", withoutTraces, ""),
    ratioRow("policies / empty pack", policies, "≤ 1.15"),
  );
  const growth = makeTable(["regions", "region stack, s", "MiB", "global stack, s", "MiB"]);
  for (const point of fleet) {
    growth.push([
      point.regions,
      point.region.seconds.toFixed(2),
      point.region.mebibytes.toFixed(0),
      point.global.seconds.toFixed(2),
      point.global.mebibytes.toFixed(0),
    ]);
  }
  const mesh = fleetSizes.map(meshPoint);
  process.stdout.write(`${ratios}\n${growth}\n${meshTable(mesh)}\n`);

  const results = path.join(checkout, "bench", "results");
  mkdirSync(results, { recursive: true });
  const when = new Date().toISOString();
  const machine = {
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
  };
  const file = path.join(results, `${when.slice(0, 10)}.json`);
  writeFileSync(
    file,
    `${JSON.stringify({ when, machine, resources, program, withoutTraces, policies, fleet, mesh }, null, 2)}\n`,
  );
  say(`Written to ${path.relative(checkout, file)}.`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
