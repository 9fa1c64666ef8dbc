/** Runs one operation over many stacks: regions side by side as far as the cores allow, `global` apart. */
import { mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pLimit from "p-limit";
import { checkout, workDirectory } from "../paths";
import type { Session } from "../session";
import { newReport, type Operation, type StackReport } from "./report";
import { runEngine } from "./run";
import { settle } from "./waiting";

export interface FleetOptions {
  readonly operation: Operation;
  /** Judge with the policy packs. */
  readonly policies: boolean;
  readonly arguments?: readonly string[];
  readonly onStart: (stack: string) => void;
  readonly onProgress: (report: StackReport) => void;
  readonly onNote: (stack: string, note: string) => void;
  readonly onLine?: ((stack: string, line: string) => void) | undefined;
}

/** The pack that judges a stack: an isolated region has one of its own. */
export function policyPack(session: Session, stack: string): string {
  const isolated = session.topology.regions.find(({ name }) => name === stack)?.isolated;
  return path.join(checkout, "policies", isolated ? "china" : "world");
}

async function runStack(session: Session, stack: string, options: FleetOptions): Promise<StackReport> {
  const { operation, policies, onLine } = options;
  options.onStart(stack);
  const scratch = path.join(workDirectory, "scratch");
  mkdirSync(scratch, { recursive: true });
  try {
    for (const note of await session.target.ready(stack)) options.onNote(stack, note);
    return await runEngine({
      command: session.command,
      operation,
      stack,
      place: session.target.place(stack),
      arguments: [...(policies ? ["--policy-pack", policyPack(session, stack)] : []), ...(options.arguments ?? [])],
      scratch,
      onProgress: options.onProgress,
      onLine: onLine && ((line) => onLine(stack, line)),
    });
  } catch (error) {
    const report = newReport(stack, operation);
    report.outcome = "failed";
    report.errors.push(error instanceof Error ? error.message : String(error));
    options.onProgress(report);
    return report;
  }
}

/**
 * A stack that fails stops no other: a failure stays in its region. `global` comes after the regions that it points to, and
 * goes before them when they are destroyed. Regions whose edges waited for one that is up now are run again.
 */
export async function runFleet(session: Session, options: FleetOptions): Promise<StackReport[]> {
  const limit = pLimit(os.availableParallelism());
  const side = (stacks: readonly string[]) =>
    Promise.all(stacks.map((stack) => limit(() => runStack(session, stack, options))));
  const regions = session.stacks.filter((stack) => stack !== "global");
  const global = session.stacks.filter((stack) => stack === "global");
  if (options.operation === "preview") return side(session.stacks);
  if (options.operation === "destroy") return inOrder(session, [...(await side(global)), ...(await side(regions))]);
  const up = await settle(await side(regions), (stack) => runStack(session, stack, options));
  return inOrder(session, [...up, ...(await side(global))]);
}

function inOrder(session: Session, reports: readonly StackReport[]): StackReport[] {
  return session.stacks.flatMap((stack) => reports.filter((report) => report.stack === stack));
}
