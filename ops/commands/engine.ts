/** `up`, `preview`, `down` and `policy`: one operation over the stacks asked for. */

import { createInterface } from "node:readline/promises";
import { addChecks, pluginWarnings } from "../engine/checks";
import { runFleet } from "../engine/fleet";
import { changeCount, type Operation, type StackReport } from "../engine/report";
import { UserError } from "../errors";
import { progress } from "../render/progress";
import { renderSteps, renderSummary } from "../render/summary";
import { type CommonOptions, openSession, type Session } from "../session";

export interface EngineOptions extends CommonOptions {
  readonly json?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  readonly refresh?: boolean | undefined;
  readonly expectNoChanges?: boolean | undefined;
  readonly yes?: boolean | undefined;
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

/** Real clouds are changed only when somebody has said so: with `--yes`, or by typing the environment's name. */
async function agreed(
  { target, topology, stacks }: Session,
  { operation }: EngineCommand,
  yes: boolean,
): Promise<boolean> {
  if (target.kind === "sandbox" || operation === "preview" || yes) return true;
  if (!process.stdin.isTTY) throw new UserError(`This changes real clouds. Say --yes to go on without being asked.`);
  const { environment } = topology.shared;
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  const question = `${operation} of ${stacks.join(", ")} in the real clouds. Type "${environment}" to go on: `;
  const answer = await asked.question(question).finally(() => asked.close());
  return answer.trim() === environment;
}

/** @returns the exit code: 0 when all went well, 1 when a stack failed, was refused, or changed although none was expected to. */
export async function runEngineCommand(command: EngineCommand, options: EngineOptions): Promise<number> {
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const session = await openSession(options, say);
  if (!(await agreed(session, command, options.yes ?? false))) {
    say("Nothing was changed.");
    return 1;
  }
  const checks = await session.target.begin(session.stacks);
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
  const judged = await checks();
  addChecks(reports, judged);
  if (options.json) {
    const { layout, target } = session;
    const document = { layout, target: target.kind, plugins: judged.plugins, stacks: reports };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    if (command.steps) for (const report of reports) process.stdout.write(renderSteps(report));
    for (const warning of pluginWarnings(judged.plugins)) process.stdout.write(`${warning}\n`);
    process.stdout.write(`${renderSummary(session.topology, reports)}\n`);
  }
  return exitCode(reports, options);
}

function exitCode(reports: readonly StackReport[], { expectNoChanges }: EngineOptions): number {
  const failed = reports.some((report) => report.outcome !== "done" || report.policies.violations.length > 0);
  const unexpected = expectNoChanges && reports.some((report) => changeCount(report) > 0);
  return failed || unexpected ? 1 : 0;
}
