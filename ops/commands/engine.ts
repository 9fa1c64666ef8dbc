/** `up`, `preview`, `down` and `policy`: one operation over the stacks asked for. */

import { runFleet } from "../engine/fleet";
import { changeCount, type Operation, type StackReport } from "../engine/report";
import { progress } from "../render/progress";
import { renderSteps, renderSummary } from "../render/summary";
import { type CommonOptions, openSession } from "../session";

export interface EngineOptions extends CommonOptions {
  readonly json?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  readonly refresh?: boolean | undefined;
  readonly expectNoChanges?: boolean | undefined;
}

interface EngineCommand {
  readonly operation: Operation;
  readonly policies: boolean;
  /** Show what would change, stack by stack. */
  readonly steps: boolean;
}

export const engineCommands = {
  up: { operation: "up", policies: true, steps: false },
  preview: { operation: "preview", policies: true, steps: true },
  policy: { operation: "preview", policies: true, steps: false },
  down: { operation: "destroy", policies: false, steps: false },
} as const satisfies Record<string, EngineCommand>;

/** @returns the exit code: 0 when all went well, 1 when a stack failed, was refused, or changed although none was expected to. */
export async function runEngineCommand(command: EngineCommand, options: EngineOptions): Promise<number> {
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const session = await openSession(options, say);
  const shown = progress();
  const reports = await runFleet(session, {
    operation: command.operation,
    policies: command.policies,
    arguments: options.refresh ? ["--refresh"] : [],
    onStart: (stack) => shown.start(stack),
    onProgress: (report) => shown.update(report),
    onNote: (stack, note) => shown.note(stack, note),
    onLine: options.verbose ? (stack, line) => say(`${stack} | ${line}`) : undefined,
  });
  shown.end();
  if (options.json) {
    process.stdout.write(
      `${JSON.stringify({ layout: session.layout, target: session.target.kind, stacks: reports }, null, 2)}\n`,
    );
  } else {
    if (command.steps) for (const report of reports) process.stdout.write(renderSteps(report));
    process.stdout.write(`${renderSummary(session.topology, reports)}\n`);
  }
  return exitCode(reports, options);
}

function exitCode(reports: readonly StackReport[], { expectNoChanges }: EngineOptions): number {
  const failed = reports.some((report) => report.outcome !== "done" || report.policies.violations.length > 0);
  const unexpected = expectNoChanges && reports.some((report) => changeCount(report) > 0);
  return failed || unexpected ? 1 : 0;
}
