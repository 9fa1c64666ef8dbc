/** One daemon a directory: a file with the pid of the one that has it. */
import { linkSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isCode, notKept, readJson } from "../core/files";
import { namesLiving, thisProcess } from "./process-mark";

export class DirectoryInUse extends Error {
  constructor(
    readonly directory: string,
    readonly pid: number,
  ) {
    super(`another sandbox (pid ${pid}) has ${directory}`);
    this.name = "DirectoryInUse";
  }
}

/** How long one that is starting or ending may take, in milliseconds. */
const patience = 5_000;

/**
 * Takes the directory for this process; answers how to give it back. A lock whose process is dead, or that can't be
 * read, is nobody's, and for one that does not serve (it is starting, or ending) it is worth waiting a little.
 */
export async function lockDirectory(directory: string, serves: () => boolean): Promise<() => void> {
  const path = join(directory, "daemon.lock");
  const deadline = Date.now() + patience;
  while (!tryCreate(path)) {
    const owner = readJson(path);
    if (!namesLiving(owner)) {
      clearAway(path);
      continue;
    }
    if (serves() || Date.now() > deadline) throw new DirectoryInUse(directory, owner.pid);
    await sleep(20);
  }
  return () => rmSync(path, { force: true });
}

/** In one step with its content, so that nobody reads a lock without an owner. */
function tryCreate(path: string): boolean {
  const temporary = `${path}.${process.pid}.new`;
  try {
    writeFileSync(temporary, JSON.stringify(thisProcess()), { mode: 0o600 });
    return tryLink(temporary, path);
  } catch (error) {
    throw notKept(path, error);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * Of several that find the same dead lock, one gets to move it; the others find it gone, or have moved the winner's,
 * and put that back.
 */
function clearAway(path: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    throw error;
  }
  if (namesLiving(readJson(aside))) tryLink(aside, path);
  rmSync(aside, { force: true });
}

/** False when `path` exists. */
function tryLink(from: string, path: string): boolean {
  try {
    linkSync(from, path);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}
