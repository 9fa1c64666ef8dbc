import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CloudError } from "../../../sandbox/core/errors";
import { Faults } from "../../../sandbox/core/faults";
import { Journal } from "../../../sandbox/core/journal";
import { SandboxWorld } from "../../../sandbox/core/world";
import { here, network, tiny } from "./cloud";
import { driver } from "./harness";

/** Bytes that still go on the disk. A write that finds less puts down what fits; the next one fails, as the kernel's do. */
const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY, stuck: false }));

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  const failure = (code: string, words: string) => Object.assign(new Error(`${code}: ${words}`), { code });
  return {
    ...fs,
    writeSync(fd: number, bytes: Buffer, offset = 0) {
      if (disk.room <= 0) throw failure("ENOSPC", "no space left on device, write");
      const written = fs.writeSync(fd, bytes, offset, Math.min(bytes.length - offset, disk.room));
      disk.room -= written;
      return written;
    },
    writeFileSync(...args: Parameters<typeof fs.writeFileSync>) {
      if (disk.room <= 0) throw failure("ENOSPC", "no space left on device, write");
      fs.writeFileSync(...args);
    },
    ftruncateSync(fd: number, length: number) {
      if (disk.stuck) throw failure("EIO", "i/o error, ftruncate");
      fs.ftruncateSync(fd, length);
    },
  };
});

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "full-"));
  file = join(directory, "world.jsonl");
});
afterEach(() => {
  Object.assign(disk, { room: Number.POSITIVE_INFINITY, stuck: false });
  rmSync(directory, { recursive: true });
});

const net = { cidrBlock: "10.0.0.0/16" };

function contents(world: SandboxWorld): string {
  return JSON.stringify([...world.all()]);
}

function reopened(): string {
  const world = SandboxWorld.open(directory);
  const seen = contents(world);
  world.close();
  return seen;
}

function errorOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("a disk that is full", () => {
  it("leaves in memory what is on file, wherever the room ends, and serves on when there is room", () => {
    fc.assert(
      fc.property(fc.nat(1_500), fc.boolean(), (room, stuck) => {
        rmSync(file, { force: true });
        const world = SandboxWorld.open(directory);
        const cloud = driver(tiny, here, world);
        const kept = cloud.make(network.type, "kept", net);
        Object.assign(disk, { room, stuck });
        const error = errorOf(() => {
          for (;;) cloud.destroy(cloud.make(network.type, "n", net));
        });
        expect(error).toMatchObject({ code: "not-kept" });
        const after = contents(world);
        Object.assign(disk, { room: Number.POSITIVE_INFINITY, stuck: false });
        expect(reopened()).toBe(after);
        cloud.change(kept, { ...net, tags: { a: "1" } });
        cloud.make(network.type, "n", net);
        expect(reopened()).toBe(contents(world));
        world.close();
      }),
      { numRuns: 60 },
    );
  });

  it("is said, with the file and what to do, and nothing was made", () => {
    const world = SandboxWorld.open(directory);
    disk.room = 100;
    const error = errorOf(() => driver(tiny, here, world).make(network.type, "n", net));
    expect(error).toBeInstanceOf(CloudError);
    expect(String(error)).toContain(
      `the sandbox could not write ${file} (ENOSPC: no space left on device, write); nothing was done`,
    );
    expect(world.size).toBe(0);
    expect(statSync(file).size).toBe(0);
    world.close();
  });

  it("does not glue a record to a torn one that could not be taken away", () => {
    const journal = new Journal<number>(file, () => {});
    journal.append(1);
    Object.assign(disk, { room: 2, stuck: true });
    expect(() => journal.append(22_222)).toThrow("could not write");
    disk.room = Number.POSITIVE_INFINITY;
    expect(() => journal.append(3)).toThrow("EIO");
    disk.stuck = false;
    journal.append(4);
    journal.close();
    expect(readFileSync(file, "utf8")).toBe("1\n4\n");
  });

  it("leaves the journal as it was when there is no room to write it anew", () => {
    const journal = new Journal<string>(file, () => {});
    for (const record of ["a", "b", "c"]) journal.append(record);
    disk.room = 5;
    expect(() => journal.compact(["b", "c"])).toThrow("ENOSPC");
    expect(existsSync(`${file}.new`)).toBe(false);
    disk.room = Number.POSITIVE_INFINITY;
    journal.append("d");
    expect(readFileSync(file, "utf8")).toBe('"a"\n"b"\n"c"\n"d"\n');
    journal.compact(["c", "d"]);
    journal.append("e");
    journal.close();
    expect(readFileSync(file, "utf8")).toBe('"c"\n"d"\n"e"\n');
  });

  it("fails no operation because the journal can not be written anew", () => {
    const world = SandboxWorld.open(directory);
    const cloud = driver(tiny, here, world);
    for (let index = 0; index < 20; index++) cloud.make(network.type, `kept${index}`, net);
    const churn = (times: number, room: number): void => {
      for (let index = 0; index < times; index++) {
        // Enough for the records of one operation, too little for all that is alive.
        disk.room = room;
        const made = cloud.make(network.type, "n", net);
        disk.room = room;
        cloud.destroy(made);
      }
    };
    churn(900, 2_000);
    const long = statSync(file).size;
    churn(900, Number.POSITIVE_INFINITY);
    expect(statSync(file).size).toBeLessThan(long);
    expect(reopened()).toBe(contents(world));
    world.close();
  });

  it("keeps a fault that could not be counted down, and the operation is not done", async () => {
    const faults = Faults.open(directory);
    faults.add({ type: "*", operation: "create", kind: "late" });
    disk.room = 0;
    let done = false;
    const operation = { package: "tiny", type: "t", urn: "u", operation: "create", timeout: 0 } as const;
    const run = faults.around({ ...operation, signal: new AbortController().signal }, () => {
      done = true;
    });
    await expect(run).rejects.toMatchObject({ code: "not-kept" });
    expect(done).toBe(false);
    expect(faults.list()).toHaveLength(1);
    expect(Faults.open(directory).list()).toEqual(faults.list());
  });
});
