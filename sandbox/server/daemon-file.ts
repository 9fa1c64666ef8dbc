/** `DIR/daemon.json`, by which others find a sandbox that serves. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { readJson, replaceFile } from "../core/files";
import { namesLiving } from "./process-mark";
import type { DaemonFile } from "./protocol";

const nameOf = (directory: string): string => join(directory, "daemon.json");

/** What the file says, or nothing when no sandbox serves the directory. */
export function findDaemon(directory: string): DaemonFile | undefined {
  const content = readJson(nameOf(directory));
  // Written whole by a sandbox, so where its process lives the rest is there too.
  return namesLiving(content) ? (content as DaemonFile) : undefined;
}

/** Says where the sandbox is; answers how to take that back. */
export function publishDaemon(directory: string, daemon: DaemonFile): () => void {
  const path = nameOf(directory);
  replaceFile(path, `${JSON.stringify(daemon, undefined, 2)}\n`);
  return () => rmSync(path, { force: true });
}

/** Value for `PULUMI_DEBUG_PROVIDERS`. */
export function debugProviders({ ports }: Pick<DaemonFile, "ports">): string {
  return Object.entries(ports)
    .map(([name, port]) => `${name}:${port}`)
    .join(",");
}
