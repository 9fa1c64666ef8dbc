/** Takes a lab away: all namespaces of its prefix and all that runs in them. Needs nothing that `up` has written down. */
import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "./error";
import type { LabNames } from "./names";
import { existing, processesIn, removeNamespace } from "./namespace";
import { isBeingMade, readState, removeState } from "./state";

export interface Removed {
  readonly namespaces: readonly string[];
  readonly processes: number;
}

const endWithinMs = 10_000;

/** Kills what runs in a namespace until nothing does. @returns how many processes that were. */
async function empty(namespace: string): Promise<number> {
  const killed = new Set<number>();
  const deadline = Date.now() + endWithinMs;
  for (;;) {
    const running = (await processesIn(namespace)).filter((pid) => pid !== process.pid);
    if (running.length === 0) return killed.size;
    if (Date.now() > deadline) throw new LabError(`Processes in ${namespace} do not end: ${running.join(", ")}.`);
    for (const pid of running) {
      killed.add(pid);
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended.
      }
    }
    await sleep(20);
  }
}

/** `keepLogs` leaves the logs for whoever wants to know why. @throws LabError when a process does not end. */
export async function removeLab(names: LabNames, { keepLogs = false } = {}): Promise<Removed> {
  const namespaces: string[] = [];
  let processes = 0;
  // What a killed `up` had just begun may come to be while its traces are removed.
  for (let found = existing(names.prefix); found.length > 0; found = existing(names.prefix)) {
    for (const namespace of found) {
      processes += await empty(namespace);
      await removeNamespace(namespace);
      namespaces.push(namespace);
    }
  }
  removeState(names, keepLogs);
  return { namespaces, processes };
}

/** For `down`. @throws LabError while another process brings the lab up. */
export async function removeFinishedLab(names: LabNames): Promise<Removed> {
  const state = readState(names);
  if (state && isBeingMade(state)) {
    throw new LabError(`Process ${state.maker.pid} is bringing the lab up. Wait for it, or end it, and run again.`);
  }
  return removeLab(names);
}
