/** A process known by its number and its start: a later one that is given the same number is not taken for it. */
import { readFileSync } from "node:fs";

export interface Identity {
  readonly pid: number;
  /** Clock ticks after boot at which the process began. */
  readonly started: string;
}

interface Stat {
  readonly state: string;
  readonly started: string;
}

/** Fields 3 and 22 of /proc/PID/stat (proc(5)). */
function stat(pid: number): Stat | undefined {
  try {
    const content = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in brackets and may hold anything.
    const fields = content.slice(content.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", started: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

/** Undefined when there is no such process. */
export function identify(pid: number): Identity | undefined {
  const found = stat(pid);
  return found && { pid, started: found.started };
}

/** Whether a process has not ended. One that has and waits for its parent to take note (state Z) has ended. */
export function lives({ pid, started }: Identity): boolean {
  const found = stat(pid);
  return found !== undefined && found.started === started && found.state !== "Z";
}
