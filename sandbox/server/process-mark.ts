/** Which process a pid means: pids come round again, after a restart of the machine very soon. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process, told from a later one that has its pid. */
export interface ProcessName {
  readonly pid: number;
  readonly mark: string;
}

export function thisProcess(): ProcessName {
  return { pid: process.pid, mark: processMark(process.pid) ?? "" };
}

/** Whether what a file says names a process, and that process lives. Anything else, of whatever form, names none. */
export function namesLiving(content: unknown): content is ProcessName {
  if (!(content instanceof Object && "pid" in content && "mark" in content)) return false;
  const { pid, mark } = content;
  return typeof pid === "number" && typeof mark === "string" && processMark(pid) === mark;
}

/** A text that no other process has had under this pid, or nothing when no process has it. */
export function processMark(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  try {
    return process.platform === "linux" ? linuxMark(pid) : posixMark(pid);
  } catch {
    return undefined;
  }
}

/** Start time in clock ticks since boot: field 22 of proc(5), counted after the name, which may contain anything. */
function linuxMark(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, started] = [fields[0], fields[19]];
  if (state === "Z" || state === "X") return undefined;
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()}/${started}`;
}

function posixMark(pid: number): string | undefined {
  return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "latin1" }).trim() || undefined;
}
