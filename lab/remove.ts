/** Takes a lab away: all namespaces of its prefix and all that runs in them. Needs nothing that `up` has written down. */
import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "./error";
import { type Identity, identify, lives } from "./identity";
import type { LabNames } from "./names";
import { existing, processesIn, removeNamespace } from "./namespace";
import { isBeingMade, readState, removeState } from "./state";

export interface Removed {
  readonly namespaces: readonly string[];
  readonly processes: number;
}

const endWithinMs = 10_000;

/**
 * Kills what runs in a namespace until nothing does and all of it has ended. A process leaves its namespaces before it ends: a machine's first
 * process waits for the last of the others, and wireguard-go for the kernel to take its interface away. @returns how many processes that were.
 */
async function empty(namespace: string): Promise<number> {
  const killed = new Map<number, Identity>();
  const deadline = Date.now() + endWithinMs;
  for (;;) {
    const running = (await processesIn(namespace)).filter((pid) => pid !== process.pid);
    for (const found of running.map(identify)) if (found) killed.set(found.pid, found);
    for (const pid of running) kill(pid);
    const living = [...killed.values()].filter(lives).map(({ pid }) => pid);
    if (running.length === 0 && living.length === 0) return killed.size;
    if (Date.now() > deadline) throw new LabError(`Processes of ${namespace} do not end: ${living.join(", ")}.`);
    await sleep(20);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
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
