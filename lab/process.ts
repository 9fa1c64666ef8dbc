/** Processes that outlive the command that starts them: the gateways' machines and the delay. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { LabError } from "./error";
import type { LabNames } from "./names";
import { checkout } from "./paths";
import { cleanEnvironment } from "./requirements";

/** The loader that bundled this very code: the lab's processes are bundled by the same rules. */
interface Fresh {
  bundle(entry: string): { file: string };
}

/** File of a bundled entry: `lab/delay/main.ts`. */
export function bundled(entry: string): string {
  const fresh: Fresh = require(path.join(checkout, "build", "fresh.cjs"));
  return fresh.bundle(entry).file;
}

export function logFile({ directory }: LabNames, name: string): string {
  return path.join(directory, "logs", `${name}.log`);
}

export function logTail(names: LabNames, name: string, lines = 5): string {
  try {
    return readFileSync(logFile(names, name), "utf8").trim().split("\n").slice(-lines).join("\n");
  } catch {
    return "";
  }
}

/** Starts a process in a namespace; its output goes to a log, `input` to its standard input. */
export function launch(
  names: LabNames,
  name: string,
  namespace: string,
  command: readonly string[],
  input?: string,
): ChildProcess {
  const file = logFile(names, name);
  mkdirSync(path.dirname(file), { recursive: true });
  const log = openSync(file, "a");
  const child = spawn("ip", ["netns", "exec", namespace, ...command], {
    cwd: "/",
    detached: true,
    stdio: [input === undefined ? "ignore" : "pipe", log, log],
    env: cleanEnvironment,
  });
  closeSync(log);
  child.on("error", () => undefined);
  // It may end before it has read all; its log says why.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(input);
  child.unref();
  return child;
}

/** Waits until `done` answers something. @throws LabError with the end of the log when it takes too long. */
export async function until<T>(
  what: string,
  withinMs: number,
  done: () => T | undefined | Promise<T | undefined>,
  why: () => string = () => "",
  everyMs = 50,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await done();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new LabError(`${what} within ${withinMs / 1000} s.${prefixed(why())}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

function prefixed(text: string): string {
  return text === "" ? "" : `\n${text}`;
}
