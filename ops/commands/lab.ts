/** `lab`: the mesh as real processes in network namespaces of this machine (lab/). */
import { type Command, Option } from "@commander-js/extra-typings";
import { LabError } from "../../lab/error";
import { Lab } from "../../lab/lab";
import type { PairReport } from "../../lab/measure";
import type { Removed } from "../../lab/remove";
import type { GatewayStatus, LabStatus } from "../../lab/status";
import { loadTopology } from "../../src/topology/load";
import { UserError } from "../errors";
import { layoutDirectory } from "../layout";
import { print, table } from "./ask";

type Finish = (work: number | Promise<number>) => Promise<void>;
type MakeOption<T extends Option> = () => T;

export interface UpOptions {
  readonly layout: string;
  readonly latency: boolean;
  readonly scaleBandwidth: number;
  readonly install: boolean;
  readonly json?: boolean | undefined;
}

/** @throws UserError for what is no factor. */
function factor(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1))
    throw new UserError(`--scale-bandwidth is "${text}"; it is more than 0 and at most 1.`);
  return value;
}

/** What the lab asks of the user is the user's to mend. */
async function forUser<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LabError) throw new UserError(error.message);
    throw error;
  }
}

export function addLabCommands(
  meridian: Command,
  layoutOption: MakeOption<Option<"-l, --layout <name>", undefined, string>>,
  jsonOption: MakeOption<Option<"--json">>,
  finish: Finish,
): void {
  const lab = meridian
    .command("lab")
    .description("the mesh between regions as real processes on this machine (Linux, root): docs/lab.md");

  lab
    .command("up")
    .description("bring it up and measure every pair of regions, host to host through the tunnels")
    .addOption(layoutOption())
    .addOption(jsonOption())
    .option("--no-latency", "no delay between regions: for throughput")
    .addOption(
      new Option("--scale-bandwidth <factor>", "factor for the paths' bandwidth, so that it can be saturated here")
        .default(1)
        .argParser(factor),
    )
    .option("--no-install", "only say which Debian packages are missing")
    .action((options) => finish(forUser(() => up(options))));

  lab
    .command("status")
    .description("gateways, sessions, handshakes and routes; exit 1 when something is down")
    .addOption(jsonOption())
    .action(({ json }) => finish(forUser(() => status(json))));

  lab
    .command("down")
    .description("take it away, or what a crash has left of it; nothing else")
    .addOption(jsonOption())
    .action(({ json }) => finish(forUser(() => down(json))));
}

const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Hands the wish to end to the work, which ends by itself. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  for (const signal of endings) process.on(signal, interrupt);
  try {
    return await work(interrupted.signal);
  } finally {
    for (const signal of endings) process.off(signal, interrupt);
  }
}

async function up({ layout, latency, scaleBandwidth, install, json }: UpOptions): Promise<number> {
  const topology = loadTopology(layoutDirectory(layout));
  const lab = await interruptible((signal) =>
    Lab.start({
      topology,
      layout,
      latency,
      bandwidthScale: scaleBandwidth,
      mayInstall: install,
      say: (line) => process.stderr.write(`${line}\n`),
      signal,
    }),
  );
  const pairs = await lab.measure();
  return print(json, { layout, latency, prefix: lab.plan.prefix, pairs }, pairTable(pairs, latency));
}

const milliseconds = (value: number | undefined, none: string) =>
  value === undefined ? none : `${value.toFixed(1)} ms`;

function pairTable(pairs: readonly PairReport[], latency: boolean): string {
  const rows = pairs.map(({ from, to, roundTripMs, plannedMs, path }) => [
    `${from} – ${to}`,
    milliseconds(roundTripMs, "nothing"),
    latency ? milliseconds(plannedMs, "not known") : "none",
    path.join(" → "),
  ]);
  return table(["regions", "round trip", "planned", "by way of"], rows);
}

async function status(json: boolean | undefined): Promise<number> {
  const lab = await Lab.find();
  if (!lab) {
    print(json, { running: false }, "No lab stands. Bring it up: ./meridian lab up");
    return 1;
  }
  const found = await lab.status();
  print(json, { running: true, latency: lab.latency, prefix: lab.plan.prefix, ...found }, statusWords(found));
  return found.problems.length === 0 ? 0 : 1;
}

function oldest({ tunnels }: GatewayStatus): string {
  const ages = tunnels.flatMap(({ handshakeAge }) => handshakeAge ?? []);
  return ages.length === 0 ? "none" : `${Math.max(...ages)} s ago`;
}

function statusWords({ gateways, regions, problems }: LabStatus): string {
  const carriers = new Set(regions.map(({ carrier }) => carrier));
  const rows = gateways.map((gateway) => [
    gateway.name,
    gateway.running ? "runs" : "down",
    `${gateway.sessions.filter(({ state }) => state === "Established").length} of ${gateway.tunnels.length}`,
    oldest(gateway),
    gateway.active ? "active" : "",
    carriers.has(gateway.name) ? "lead here" : "",
  ]);
  const drawn = table(["gateway", "machine", "BGP sessions", "oldest handshake", "state", "VPC routes"], rows);
  return [drawn, ...(problems.length === 0 ? ["Nothing is down."] : problems)].join("\n");
}

async function down(json: boolean | undefined): Promise<number> {
  const removed = await Lab.remove();
  return print(json, removed, removedWords(removed));
}

function removedWords({ namespaces, processes }: Removed): string {
  if (namespaces.length === 0) return "No lab stands; nothing was removed.";
  return `Ended ${processes} processes and removed ${namespaces.length} network namespaces: ${namespaces.join(", ")}.`;
}
