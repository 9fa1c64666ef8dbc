/** One daemon a directory: a file with the pid of the one that has it. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processMark } from "./process-mark";

export class DirectoryInUse extends Error {
  constructor(
    readonly directory: string,
    readonly pid: number,
  ) {
    super(`another sandbox (pid ${pid}) has ${directory}`);
    this.name = "DirectoryInUse";
  }
}

interface Owner {
  readonly pid: number;
  readonly mark: string;
}

/** How long one that is starting or ending may take, in milliseconds. */
const patience = 5_000;

/**
 * Takes the directory for this process; answers how to give it back. A dead process's lock is no lock, and for one that
 * does not serve (it is starting, or ending) it is worth waiting a little.
 */
export async function lockDirectory(directory: string, serves: () => boolean): Promise<() => void> {
  const path = join(directory, "daemon.lock");
  const deadline = Date.now() + patience;
  for (;;) {
    if (tryCreate(path)) return () => rmSync(path, { force: true });
    const owner = ownerOf(path);
    if (owner && processMark(owner.pid) === owner.mark) {
      if (serves() || Date.now() > deadline) throw new DirectoryInUse(directory, owner.pid);
      await sleep(20);
      continue;
    }
    // Of several that find the same dead lock, one gets to move it; the others find it gone or find the winner's.
    try {
      const aside = `${path}.${process.pid}`;
      renameSync(path, aside);
      rmSync(aside, { force: true });
    } catch (error) {
      if (!isCode(error, "ENOENT")) throw error;
    }
  }
}

function tryCreate(path: string): boolean {
  const owner: Owner = { pid: process.pid, mark: processMark(process.pid) ?? "" };
  try {
    // In one step with its content, so that nobody reads a lock without an owner.
    const temporary = `${path}.${process.pid}.new`;
    writeFileSync(temporary, JSON.stringify(owner), { mode: 0o600 });
    try {
      linkSync(temporary, path);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
  return true;
}

function ownerOf(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
