/** Starts the sandbox's process, and starts it anew when its sources have changed. */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type DaemonFile, findDaemon, SandboxClient } from "../../sandbox/client";
import { UserError } from "../errors";
import { checkout } from "../paths";
import { pluginHome } from "./plugin-home";

const startWithinMs = 20_000;
const stopWithinMs = 5_000;
const entry = "sandbox/main.ts";

/** The loader that bundled this very code: the sandbox is bundled by the same rules. */
interface Fresh {
  bundle(entry: string): { file: string; hash: string };
}

function sourceHash(): string {
  const fresh: Fresh = require(path.join(checkout, "build", "fresh.cjs"));
  return fresh.bundle(entry).hash;
}

function tail(file: string): string {
  return readFileSync(file, "utf8").trim().split("\n").slice(-5).join("\n");
}

/** A sandbox that runs, and how to speak to it. */
export interface RunningSandbox {
  readonly daemon: DaemonFile;
  readonly client: SandboxClient;
}

/** The sandbox that serves `directory`, if one runs. */
export function runningSandbox(directory: string): RunningSandbox | undefined {
  const daemon = findDaemon(directory);
  return daemon && { daemon, client: new SandboxClient(daemon) };
}

/** Asks a sandbox to end, and waits until it has. */
export async function stopSandbox(directory: string): Promise<boolean> {
  const running = runningSandbox(directory);
  if (!running) return false;
  await running.client.call("shutdown", {});
  const deadline = Date.now() + stopWithinMs;
  while (runningSandbox(directory)) {
    if (Date.now() > deadline)
      throw new UserError(`The sandbox (process ${running.daemon.pid}) does not end; end it with kill.`);
    await sleep(20);
  }
  return true;
}

/** @throws UserError when it does not come up, with the last words of its log. */
export async function startSandbox(directory: string): Promise<RunningSandbox> {
  const hash = sourceHash();
  const running = runningSandbox(directory);
  if (running?.daemon.sourceHash === hash) return running;
  if (running) await stopSandbox(directory);

  mkdirSync(directory, { recursive: true });
  const logFile = path.join(directory, "sandbox.log");
  const log = openSync(logFile, "a");
  const fresh = path.join(checkout, "build", "fresh.cjs");
  const child = spawn(process.execPath, [fresh, entry, "--directory", directory, "--plugins", pluginHome()], {
    cwd: checkout,
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...process.env, MERIDIAN_SOURCE_HASH: hash },
  });
  closeSync(log);
  let exited: number | null | undefined;
  child.once("exit", (code) => {
    exited = code;
  });
  child.unref();

  const deadline = Date.now() + startWithinMs;
  while (Date.now() < deadline) {
    const started = runningSandbox(directory);
    if (started?.daemon.sourceHash === hash) return started;
    if (exited !== undefined) break;
    await sleep(50);
  }
  throw new UserError(`The sandbox did not come up; its log ${logFile} ends with:\n${tail(logFile)}`);
}
