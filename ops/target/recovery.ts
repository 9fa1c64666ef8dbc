/**
 * Mends what an interrupted run left in the sandbox, so that the next one converges: a record that a full disk has cut, a lock whose engine is
 * gone, creates that were under way (taken into the state by Pulumi's own `--import-pending-creates`), and objects that no state knows.
 */

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

async function pulumi(command: string, place: Place, args: readonly string[], trouble: string): Promise<void> {
  const result = await execa(command, [...args, "--non-interactive", "--color", "never"], {
    cwd: place.directory,
    env: place.environment,
    stdin: "ignore",
    reject: false,
    all: true,
  });
  if (result.failed) throw new UserError(`${trouble}:\n${result.all}`);
}

/** @throws UserError when an engine that lives holds the stack. */
async function releaseDeadLocks(
  stack: string,
  command: string,
  place: Place,
  checkpoint: Checkpoint,
): Promise<string[]> {
  const locks = checkpoint.locks();
  const held = locks.find(({ hostname, pid }) => hostname !== os.hostname() || alive(pid));
  if (held) {
    const { pid, hostname, timestamp } = held;
    throw new UserError(
      `${stack} is being changed by process ${pid} on ${hostname} since ${timestamp}; wait for it, or end it.`,
    );
  }
  if (locks.length === 0) return [];
  const trouble = `${stack} is locked by an engine that is gone, and could not be released`;
  await pulumi(command, place, ["cancel", "--stack", stack, "--yes"], trouble);
  return [`released the lock of process ${locks.map(({ pid }) => pid).join(", ")}, which is gone`];
}

/** The first few, and how many more there are. */
function someOf(ids: readonly string[], shown = 5): string {
  const more = ids.length - shown;
  return `${ids.slice(0, shown).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Makes `stack` fit to be run again. Returns what was done, in words; nothing in the usual case. */
export async function recover(
  stack: string,
  command: string,
  place: Place,
  checkpoint: Checkpoint,
  sandbox: SandboxClient,
): Promise<readonly string[]> {
  const done = checkpoint.restoreTorn() ? ["took the state from its backup: a full disk had cut it"] : [];
  done.push(...(await releaseDeadLocks(stack, command, place, checkpoint)));
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
      `removed ${leaked.length} object(s) that an interrupted run made and never recorded: ${someOf(leaked.map(({ id }) => id))}`,
    );
  }
  if (pending.length > 0) {
    const imports = [...adopted].flatMap(([urn, { id }]) => [
      "--import-pending-creates",
      urn,
      "--import-pending-creates",
      id,
    ]);
    await pulumi(
      command,
      place,
      ["refresh", "--stack", stack, "--yes", "--skip-preview", "--clear-pending-creates", ...imports],
      `${stack} has operations that were interrupted, and they could not be settled`,
    );
    done.push(
      `settled ${pending.length} interrupted operation(s), ${adopted.size} of them by taking what exists into the state`,
    );
  }
  return done;
}
