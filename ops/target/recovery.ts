/**
 * Mends what an interrupted run left in the sandbox, so that the next one converges: a lock whose engine is gone, creates
 * that were under way (taken into the state by Pulumi's own `--import-pending-creates`), and objects that no state knows.
 */

import { rmSync } from "node:fs";
import os from "node:os";
import { execa } from "execa";
import type { SandboxClient } from "../../sandbox/client";
import { UserError } from "../errors";
import type { Checkpoint } from "./checkpoint";
import type { Place } from "./target";

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** @throws UserError when an engine that lives holds the stack. */
function releaseDeadLocks(stack: string, checkpoint: Checkpoint): string[] {
  return checkpoint.locks().map((lock) => {
    if (lock.hostname !== os.hostname() || alive(lock.pid)) {
      throw new UserError(
        `${stack} is being changed by process ${lock.pid} on ${lock.hostname} since ${lock.timestamp}; wait for it, or end it.`,
      );
    }
    rmSync(lock.file, { force: true });
    return `released the lock of process ${lock.pid}, which is gone`;
  });
}

/** Makes `stack` fit to be run again. Returns what was done, in words; nothing in the usual case. */
export async function recover(
  stack: string,
  command: string,
  place: Place,
  checkpoint: Checkpoint,
  sandbox: SandboxClient,
): Promise<readonly string[]> {
  const done = releaseDeadLocks(stack, checkpoint);
  const recorded = new Set(checkpoint.resources().map(({ type, id }) => `${type} ${id}`));
  const objects = await sandbox.call("objects", { stack });
  const unrecorded = objects.filter(({ type, id }) => !recorded.has(`${type} ${id}`));
  const pending = checkpoint.pending();
  const creating = new Set(pending.filter(({ type }) => type === "creating").map(({ resource }) => resource.urn));

  const adopted = new Map(
    unrecorded.filter(({ urn }) => creating.has(urn)).map(({ urn, id, type }) => [urn, { id, type }]),
  );
  const leaked = unrecorded.filter(({ urn, id }) => adopted.get(urn)?.id !== id);
  if (leaked.length > 0) {
    for (const { type, id } of leaked) await sandbox.call("forget", { stack, type, selector: id });
    done.push(
      `removed ${leaked.length} object(s) that an interrupted run made and never recorded: ${leaked.map(({ id }) => id).join(", ")}`,
    );
  }
  if (pending.length > 0) {
    const imports = [...adopted].flatMap(([urn, { id }]) => [
      "--import-pending-creates",
      urn,
      "--import-pending-creates",
      id,
    ]);
    const refreshed = await execa(
      command,
      [
        "refresh",
        "--stack",
        stack,
        "--yes",
        "--skip-preview",
        "--non-interactive",
        "--color",
        "never",
        "--clear-pending-creates",
        ...imports,
      ],
      { cwd: place.directory, env: place.environment, stdin: "ignore", reject: false, all: true },
    );
    if (refreshed.failed)
      throw new UserError(
        `${stack} has operations that were interrupted, and they could not be settled:\n${refreshed.all}`,
      );
    done.push(
      `settled ${pending.length} interrupted operation(s), ${adopted.size} of them by taking what exists into the state`,
    );
  }
  return done;
}
