/** Runs the engine for one stack and reports. */
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import type { Place } from "../target/target";
import { followEvents } from "./event-log";
import { newReport, type Operation, observer, type StackReport } from "./report";

export interface RunOptions {
  readonly command: string;
  readonly operation: Operation;
  readonly stack: string;
  readonly place: Place;
  readonly arguments: readonly string[];
  /** Directory for the event log while the run lasts. */
  readonly scratch: string;
  readonly onProgress: (report: StackReport) => void;
  /** Takes the engine's own output, line by line, when somebody wants to see it. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** What the engine said on its way out, where no event says it: from `error:` on, or the last lines. */
function saidOnExit(output: string): string {
  const lines = stripVTControlCharacters(output)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const start = lines.findIndex((line) => line.startsWith("error:"));
  return lines.slice(start < 0 ? -5 : start).join("\n");
}

/** `up` previews first, so that a refusal comes before anything is made. */
const unattendedArguments = { preview: [], up: ["--yes"], destroy: ["--yes", "--skip-preview"] } as const;

export async function runEngine(options: RunOptions): Promise<StackReport> {
  const { command, operation, stack, place, scratch, onProgress, onLine } = options;
  const report = newReport(stack, operation);
  const observe = observer(report);
  const started = performance.now();
  const directory = await mkdtemp(path.join(scratch, `${stack}-`));
  const eventLog = path.join(directory, "events.json");
  const unattended = unattendedArguments[operation];
  try {
    const engine = execa(
      command,
      [
        operation,
        "--stack",
        stack,
        "--non-interactive",
        "--color",
        "never",
        "--event-log",
        eventLog,
        ...unattended,
        ...options.arguments,
      ],
      {
        cwd: place.directory,
        env: { ...place.environment, PULUMI_DEBUG_COMMANDS: "true", MERIDIAN_TOPOLOGY: place.directory },
        stdin: "ignore",
        all: true,
        reject: false,
      },
    );
    const events = followEvents(eventLog, engine, (event) => {
      observe(event);
      report.seconds = (performance.now() - started) / 1000;
      onProgress(report);
    });
    if (onLine) for await (const line of engine.iterable({ from: "all" })) onLine(String(line));
    const result = await engine;
    await events;
    report.outcome = result.failed ? "failed" : "done";
    if (result.failed && report.errors.length === 0 && report.policies.violations.length === 0) {
      report.errors.push(
        result.signal ? `the engine was ended by ${result.signal}` : saidOnExit(result.all ?? result.stderr),
      );
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  report.seconds = (performance.now() - started) / 1000;
  onProgress(report);
  return report;
}
