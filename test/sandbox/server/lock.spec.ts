import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findDaemon } from "../../../sandbox/client";
import { lockDirectory } from "../../../sandbox/server/lock";
import { processMark } from "../../../sandbox/server/process-mark";

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "lock-"));
  file = join(directory, "daemon.lock");
});
afterEach(() => rmSync(directory, { recursive: true }));

const mine = { pid: process.pid, mark: processMark(process.pid) };
const unreadable = ["31361\n", "", "\0\0\0", '{"pid":', "null", "[1]", "{}", '{"pid":31361}', '{"mark":"x"}'];

describe("the lock of a directory", () => {
  it.each(unreadable)("is nobody's when it says %j", async (content) => {
    writeFileSync(file, content);
    const unlock = await lockDirectory(directory, () => true);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(mine);
    unlock();
    expect(readdirSync(directory)).toEqual([]);
  });

  it("is nobody's when its process is gone, or its pid is another process's now", async () => {
    for (const owner of [
      { pid: 2 ** 22 + 1, mark: "boot/1" },
      { ...mine, mark: "before/1" },
    ]) {
      writeFileSync(file, JSON.stringify(owner));
      (await lockDirectory(directory, () => true))();
    }
    expect(readdirSync(directory)).toEqual([]);
  });

  it("keeps others out while its process lives", async () => {
    const unlock = await lockDirectory(directory, () => true);
    await expect(lockDirectory(directory, () => true)).rejects.toThrow(
      `another sandbox (pid ${process.pid}) has ${directory}`,
    );
    unlock();
    await lockDirectory(directory, () => true);
  });

  it("is waited for while its process does not serve", async () => {
    const unlock = await lockDirectory(directory, () => true);
    setTimeout(unlock, 60);
    await lockDirectory(directory, () => false);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(mine);
  });
});

describe("the file that says where a sandbox is", () => {
  it.each(unreadable)("says nothing when it says %j", (content) => {
    writeFileSync(join(directory, "daemon.json"), content);
    expect(findDaemon(directory)).toBeUndefined();
  });
});
