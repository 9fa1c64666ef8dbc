import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import { expect, it, vi } from "vitest";
import { SandboxClient } from "../../../sandbox/client";
import { startSandbox } from "../../../sandbox/server/sandbox";
import { network, tiny } from "../core/cloud";
import { Engine } from "./engine";

const disk = vi.hoisted(() => ({ full: false }));

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    writeSync(fd: number, bytes: Buffer, offset: number) {
      if (disk.full) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      return fs.writeSync(fd, bytes, offset);
    },
    writeFileSync(...args: Parameters<typeof fs.writeFileSync>) {
      fs.writeFileSync(args[0], "", args[2]);
      if (disk.full) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      fs.writeFileSync(...args);
    },
  };
});

const net = { cidrBlock: "10.0.0.0/16" };

it("a full disk is the engine's error, not an unknown state; when there is room all goes on, then and after a restart", async () => {
  const directory = mkdtempSync(join(tmpdir(), "full-"));
  const first = await startSandbox({ directory, packages: [tiny] });
  const engine = new Engine(first.daemon.ports.tiny ?? 0);
  await engine.configure({ region: "here" });
  const kept = await engine.create(network.type, "kept", net);

  disk.full = true;
  const refused = expect.objectContaining({
    code: status.RESOURCE_EXHAUSTED,
    details: expect.stringMatching(/^the sandbox could not write .*world\.jsonl \(ENOSPC: .*nothing was done/),
  });
  await expect(engine.create(network.type, "n", net)).rejects.toEqual(refused);
  await expect(engine.delete(kept)).rejects.toEqual(refused);
  await expect(engine.cancel()).rejects.toEqual(refused);
  const control = new SandboxClient(first.daemon);
  expect((await control.call("objects", {})).map(({ id }) => id)).toEqual([kept.id]);

  disk.full = false;
  const made = await engine.create(network.type, "n", net);
  await engine.end();
  await first.close();
  const second = await startSandbox({ directory, packages: [tiny] });
  const objects = await new SandboxClient(second.daemon).call("objects", {});
  expect(objects.map(({ id }) => id)).toEqual([kept.id, made.id]);
  await second.close();
  rmSync(directory, { recursive: true });
});

it("a sandbox that finds no room to start says where", async () => {
  const directory = mkdtempSync(join(tmpdir(), "full-"));
  disk.full = true;
  await expect(startSandbox({ directory, packages: [tiny] })).rejects.toThrow(
    /could not write .*daemon\.lock \(ENOSPC/,
  );
  expect(readdirSync(directory)).toEqual([]);
  disk.full = false;
  await (await startSandbox({ directory, packages: [tiny] })).close();
  rmSync(directory, { recursive: true });
});
