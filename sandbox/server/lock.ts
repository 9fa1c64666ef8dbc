/** One daemon a directory: a file with the pid of the one that has it. */
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

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
 * Takes the directory for this process; answers how to give it back. A dead process's lock is no lock, and for one that
 * does not serve (it is starting, or ending) it is worth waiting a little.
 */
export async function lockDirectory(directory: string, serves: () => boolean): Promise<() => void> {
  const path = join(directory, "daemon.lock");
  const deadline = Date.now() + patience;
  for (;;) {
    if (tryCreate(path)) return () => rmSync(path, { force: true });
    const owner = ownerOf(path);
    if (owner !== undefined && isAlive(owner)) {
      if (serves() || Date.now() > deadline) throw new DirectoryInUse(directory, owner);
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
  let fd: number;
  try {
    fd = openSync(path, "wx", 0o600);
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
  writeSync(fd, `${process.pid}\n`);
  closeSync(fd);
  return true;
}

function ownerOf(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, "utf8"), 10);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, "EPERM");
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
