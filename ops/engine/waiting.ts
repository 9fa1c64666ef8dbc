/**
 * Edges that wait for a region that is not there yet. A cloud refuses a replication rule to a bucket that does not exist, and
 * no region waits for another, so a region leaves such a rule out and says so in its output `waiting`.
 */
import { resourceCount, type StackReport } from "./report";

/** Stacks to run once more: what they waited for is there now. */
export function worthAnother(reports: readonly StackReport[]): string[] {
  const up = new Set(reports.filter(({ outcome }) => outcome === "done").map(({ stack }) => stack));
  return reports
    .filter(({ stack, waiting }) => up.has(stack) && waiting.some(({ to }) => up.has(to)))
    .map(({ stack }) => stack);
}

/** Two runs of one stack told as one. */
export function together(first: StackReport, second: StackReport): StackReport {
  const changes: Record<string, number> = { ...second.changes };
  let changed = 0;
  for (const op of new Set([...Object.keys(first.changes), ...Object.keys(second.changes)])) {
    if (op === "same") continue;
    changes[op] = (first.changes[op] ?? 0) + (second.changes[op] ?? 0);
    if (op !== "delete") changed += changes[op];
  }
  changes.same = Math.max(0, resourceCount(second) - changed);
  return {
    ...second,
    seconds: first.seconds + second.seconds,
    changes,
    steps: [...first.steps, ...second.steps],
    warnings: [...first.warnings, ...second.warnings],
  };
}
