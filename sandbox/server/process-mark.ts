/** Which process a pid means: pids come round again, after a restart of the machine very soon. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

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
