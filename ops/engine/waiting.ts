/**
 * Edges that wait for a region that is not there yet. A cloud refuses a replication rule to a bucket that does not exist, and
 * no region waits for another, so a region leaves such a rule out and says so in its output `waiting`.
 */
import { changeCount, type StackReport, type WaitingEdge } from "./report";

/** Stacks to run once more: what they waited for is up. */
export function worthAnother(reports: readonly StackReport[]): string[] {
  const up = new Set(reports.filter(({ outcome }) => outcome === "done").map(({ stack }) => stack));
  const comes = ({ until, to }: WaitingEdge) => until === "peer" && up.has(to);
  return reports.filter(({ stack, waiting }) => up.has(stack) && waiting.some(comes)).map(({ stack }) => stack);
}

/** Rounds after the first. A rule can need two: the far region lets in who exists, and only then can the rule be made. */
const mostRounds = 3;

/**
 * Runs stacks again until none waits for what is up, or a round brings nothing new. One at a time: what a stack does, the
 * next one sees.
 */
export async function settle(
  reports: readonly StackReport[],
  run: (stack: string) => Promise<StackReport>,
): Promise<StackReport[]> {
  const settled = new Map(reports.map((report) => [report.stack, report]));
  for (let round = 0; round < mostRounds; round += 1) {
    let changes = 0;
    for (const stack of worthAnother([...settled.values()])) {
      const first = settled.get(stack);
      if (!first || !worthAnother([...settled.values()]).includes(stack)) continue;
      const again = await run(stack);
      changes += changeCount(again);
      settled.set(stack, together(first, again));
    }
    if (changes === 0) break;
  }
  return [...settled.values()];
}

/** Two runs of one stack told as one. */
export function together(first: StackReport, second: StackReport): StackReport {
  const changes: Record<string, number> = {};
  for (const op of new Set([...Object.keys(first.changes), ...Object.keys(second.changes)]))
    if (op !== "same") changes[op] = (first.changes[op] ?? 0) + (second.changes[op] ?? 0);
  const touched = Object.entries(changes).reduce((sum, [op, count]) => (op === "delete" ? sum : sum + count), 0);
  if (second.resources > touched) changes.same = second.resources - touched;
  return {
    ...second,
    seconds: first.seconds + second.seconds,
    changes,
    steps: [...first.steps, ...second.steps],
    warnings: [...first.warnings, ...second.warnings],
  };
}
