/** Progress while stacks run: lines that are redrawn on a terminal, lines that stay in a log. */
import { countBy } from "es-toolkit";
import logUpdate from "log-update";
import pc from "picocolors";
import { changeCount, type StackReport } from "../engine/report";

export interface Progress {
  start(stack: string): void;
  update(report: StackReport): void;
  note(stack: string, note: string): void;
  /** Clears what was drawn; the summary follows. */
  end(): void;
}

const inLogEveryMs = 10_000;

function doing(report: StackReport): string {
  const counts = Object.entries(countBy(report.steps, ({ op }) => op)).map(([op, count]) => `${count} ${op}`);
  return `${report.planned ? "previewing" : "working"}${counts.length > 0 ? `: ${counts.join(", ")}` : ""}`;
}

function line(report: StackReport): string {
  const time = `${report.seconds.toFixed(0)} s`;
  if (report.outcome === "done")
    return `${pc.green("✓")} ${report.stack.padEnd(12)} ${changeCount(report)} change(s), ${time}`;
  if (report.outcome === "failed") return `${pc.red("✗")} ${report.stack.padEnd(12)} ${pc.red("failed")}, ${time}`;
  return `${pc.cyan("…")} ${report.stack.padEnd(12)} ${doing(report)}, ${time}`;
}

function terminalProgress(): Progress {
  const lines = new Map<string, string>();
  const draw = () => logUpdate([...lines.values()].join("\n"));
  return {
    start(stack) {
      lines.set(stack, `${pc.cyan("…")} ${stack.padEnd(12)} starting`);
      draw();
    },
    update(report) {
      lines.set(report.stack, line(report));
      draw();
    },
    note(stack, note) {
      logUpdate.clear();
      process.stderr.write(`${stack}: ${note}\n`);
      draw();
    },
    end() {
      logUpdate.done();
    },
  };
}

function logProgress(): Progress {
  const lastSaid = new Map<string, number>();
  const say = (text: string) => process.stderr.write(`${text}\n`);
  return {
    start(stack) {
      lastSaid.set(stack, Date.now());
      say(`${stack}: started`);
    },
    update(report) {
      const last = lastSaid.get(report.stack) ?? 0;
      if (report.outcome === "running" && Date.now() - last < inLogEveryMs) return;
      lastSaid.set(report.stack, Date.now());
      say(
        `${report.stack}: ${report.outcome === "running" ? doing(report) : report.outcome} after ${report.seconds.toFixed(0)} s`,
      );
    },
    note(stack, note) {
      say(`${stack}: ${note}`);
    },
    end() {},
  };
}

export function progress(): Progress {
  return process.stdout.isTTY && !process.env.CI ? terminalProgress() : logProgress();
}
