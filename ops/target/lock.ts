/** One at a time among processes: the stack files of a directory are changed by nobody else meanwhile. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import lockfile from "proper-lockfile";

/** Runs `work` while it holds `<directory>/<name>.lock`; what a dead process holds is free after 10 s. */
export async function alone<T>(directory: string, name: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(directory, { recursive: true });
  const release = await lockfile.lock(directory, {
    lockfilePath: path.join(directory, `${name}.lock`),
    stale: 10_000,
    update: 2_000,
    retries: { forever: true, minTimeout: 50, maxTimeout: 500 },
  });
  try {
    return await work();
  } finally {
    await release();
  }
}
