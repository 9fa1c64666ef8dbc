/** What a lab leaves on disk: its plan, so that another process finds it. Nothing secret. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { LabError } from "./error";
import { type Identity, identify, lives } from "./identity";
import type { LabNames } from "./names";
import type { LabPlan } from "./plan";

export interface LabState {
  /** The process that brings the lab up, or did. */
  readonly maker: Identity;
  readonly layout: string;
  readonly latency: boolean;
  readonly plan: LabPlan;
  /** Whether `up` came to its end. */
  readonly ready: boolean;
}

const stateFile = ({ directory }: LabNames) => path.join(directory, "lab.json");

export function readState(names: LabNames): LabState | undefined {
  try {
    return JSON.parse(readFileSync(stateFile(names), "utf8"));
  } catch {
    return undefined;
  }
}

/** Whether the process that brings the lab up is still at it. */
export function isBeingMade(state: LabState): boolean {
  return !state.ready && lives(state.maker);
}

/** @throws LabError when somebody else was quicker. */
export function claim(names: LabNames, state: Omit<LabState, "maker" | "ready">): LabState {
  const mine: LabState = {
    ...state,
    maker: identify(process.pid) ?? { pid: process.pid, started: "" },
    ready: false,
  };
  mkdirSync(names.directory, { recursive: true });
  try {
    writeFileSync(stateFile(names), JSON.stringify(mine), { flag: "wx" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      throw new LabError("Another process has just begun to bring the lab up.");
    }
    throw error;
  }
  return mine;
}

export function markReady(names: LabNames, state: LabState): void {
  writeFileSync(stateFile(names), JSON.stringify({ ...state, ready: true }));
}

export function removeState(names: LabNames, keepLogs: boolean): void {
  rmSync(keepLogs ? stateFile(names) : names.directory, { recursive: true, force: true });
}
