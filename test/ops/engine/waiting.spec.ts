import { describe, expect, it } from "vitest";
import { newReport, type StackReport } from "../../../ops/engine/report";
import { settle, together, worthAnother } from "../../../ops/engine/waiting";

const waitingFor = (...stacks: string[]) =>
  stacks.map((to) => ({ dataClass: "users", to, until: "peer" as const, reason: "not there" }));
const report = (stack: string, changes: Partial<StackReport>): StackReport => ({
  ...newReport(stack, "up"),
  outcome: "done",
  ...changes,
});

describe("edges that wait", () => {
  it("are worth another run when the far region came up, and not when it failed or was not asked for", () => {
    const reports = [
      report("a", { waiting: waitingFor("b") }),
      report("b", { waiting: waitingFor("c", "elsewhere") }),
      report("c", { outcome: "failed", waiting: waitingFor("a") }),
      report("d", { waiting: [{ dataClass: "users", to: "a", until: "edit", reason: "no issuer" }] }),
    ];
    expect(worthAnother(reports)).toEqual(["a"]);
  });

  it("two runs are told as one: what each changed, and the resources that there are", () => {
    const first = report("a", { changes: { create: 200 }, resources: 200, seconds: 20, waiting: waitingFor("b") });
    const second = report("a", { changes: { create: 3, update: 1, same: 199 }, resources: 203, seconds: 5 });
    const both = together(first, second);
    expect(both).toMatchObject({ changes: { create: 203, update: 1 }, resources: 203, seconds: 25, waiting: [] });
    expect(both.changes.same).toBeUndefined();
    const quiet = together(
      report("a", { changes: { same: 200 }, resources: 200 }),
      report("a", { changes: { same: 199, update: 1 }, resources: 200 }),
    );
    expect(quiet.changes).toEqual({ same: 199, update: 1 });
  });

  it("are tried again one stack at a time, until nothing waits", async () => {
    const runs: string[] = [];
    // Each lets the other in when it runs, and makes its own rule once it was let in.
    const letIn = new Set<string>();
    const run = async (stack: string) => {
      runs.push(stack);
      const other = stack === "a" ? "b" : "a";
      letIn.add(other);
      return report(stack, { changes: { create: 1 }, waiting: letIn.has(stack) ? [] : waitingFor(other) });
    };
    const first = [report("a", { waiting: waitingFor("b") }), report("b", { waiting: waitingFor("a") })];
    const settled = await settle(first, run);
    expect(runs).toEqual(["a", "b", "a"]);
    expect(settled.flatMap(({ waiting }) => waiting)).toEqual([]);
  });

  it("are left alone when a round brings nothing new", async () => {
    const runs: string[] = [];
    const run = async (stack: string) => {
      runs.push(stack);
      return report(stack, { changes: { same: 5 }, waiting: waitingFor("b") });
    };
    await settle([report("a", { waiting: waitingFor("b") }), report("b", {})], run);
    expect(runs).toEqual(["a"]);
  });
});
