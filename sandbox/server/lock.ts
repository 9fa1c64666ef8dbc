/** One daemon a directory: a file with the pid of the one that has it. */
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

export class DirectoryInUse extends Error {
  constructor(
    readonly directory: string,
    readonly pid: number,
  ) {
    super(`another sandbox (pid ${pid}) has ${directory}`);
    this.name = "DirectoryInUse";
  }
}

/** Takes the directory for this process; answers how to give it back. A dead process's lock is no lock. */
export function lockDirectory(directory: string): () => void {
  const path = join(directory, "daemon.lock");
  for (;;) {
    if (tryCreate(path)) return () => rmSync(path, { force: true });
    const owner = ownerOf(path);
    if (owner !== undefined && isAlive(owner)) throw new DirectoryInUse(directory, owner);
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
