import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findDaemon, SandboxClient } from "../../../sandbox/client";
import type { DaemonFile } from "../../../sandbox/server/protocol";
import { network } from "../core/cloud";
import { Engine } from "./engine";

const newDirectory = () => mkdtempSync(join(tmpdir(), "daemon-"));

let built: string;
let bundle: string;
let directory: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  built = newDirectory();
  bundle = join(built, "daemon.cjs");
  await build({
    entryPoints: [join(__dirname, "daemon.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile: bundle,
  });
});
afterAll(() => rmSync(built, { recursive: true }));

beforeEach(() => {
  directory = newDirectory();
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(directory, { recursive: true });
});

function spawnDaemon(): ChildProcess {
  const child = spawn(process.execPath, [bundle, directory], { stdio: ["ignore", "ignore", "pipe"] });
  children.push(child);
  return child;
}

async function up(child: ChildProcess): Promise<DaemonFile> {
  for (let tries = 0; tries < 500; tries++) {
    const daemon = findDaemon(directory);
    if (daemon?.pid === child.pid && daemon) return daemon;
    if (child.exitCode !== null) throw new Error(`the daemon ended with ${child.exitCode}`);
    await sleep(20);
  }
  throw new Error("the daemon did not come up");
}

const net = { cidrBlock: "10.0.0.0/16" };

describe("the sandbox's process", () => {
  const names = Array.from({ length: 100 }, (_, index) => `n${index}`);

  it("killed in the middle of creations loses nothing that it answered, and doubles nothing afterwards", async () => {
    const first = spawnDaemon();
    const engine = new Engine((await up(first)).ports.tiny ?? 0);
    await engine.configure({ region: "here" });
    const answered: string[] = [];
    const waiting = [...names];
    const worker = async (): Promise<void> => {
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        answered.push((await engine.create(network.type, name, net)).id);
        if (answered.length === 40) first.kill("SIGKILL");
      }
    };
    await Promise.allSettled(Array.from({ length: 8 }, worker));
    engine.client.close();
    expect(answered.length).toBeLessThan(names.length);

    const daemon = await up(spawnDaemon());
    const control = new SandboxClient(daemon);
    const left = (await control.call("objects", {})).map(({ id }) => id);
    expect(left).toEqual(expect.arrayContaining(answered));
    const again = new Engine(daemon.ports.tiny ?? 0);
    await again.configure({ region: "here" });
    const made = await Promise.all(names.map((name) => again.create(network.type, name, net)));
    expect(made.map(({ id }) => id)).toEqual(expect.arrayContaining(left));
    expect(await control.call("status", {})).toMatchObject({ objects: names.length });
  });

  it("has its directory to itself, follows one that is ending, and stops on SIGTERM", async () => {
    const first = spawnDaemon();
    const daemon = await up(first);
    const second = spawnDaemon();
    expect(await once(second, "exit")).toEqual([3, null]);
    await new SandboxClient(daemon).call("shutdown", {});
    const third = spawnDaemon();
    await up(third);
    expect(first.exitCode).toBe(0);
    third.kill("SIGTERM");
    expect(await once(third, "exit")).toEqual([0, null]);
    expect(findDaemon(directory)).toBeUndefined();
  });
});
