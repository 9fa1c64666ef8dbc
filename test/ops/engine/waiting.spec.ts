import { describe, expect, it } from "vitest";
import { newReport, resourceCount, type StackReport } from "../../../ops/engine/report";
import { together, worthAnother } from "../../../ops/engine/waiting";

const waitingFor = (...stacks: string[]) => stacks.map((to) => ({ dataClass: "users", to, reason: "not there" }));
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
      report("d", {}),
    ];
    expect(worthAnother(reports)).toEqual(["a"]);
  });

  it("two runs are told as one: what each changed, and the resources that there are", () => {
    const first = report("a", { changes: { create: 200 }, seconds: 20, waiting: waitingFor("b") });
    const second = report("a", { changes: { create: 3, update: 1, same: 199 }, seconds: 5 });
    const both = together(first, second);
    expect(both).toMatchObject({ changes: { create: 203, update: 1 }, seconds: 25, waiting: [] });
    expect(resourceCount(both)).toBeLessThanOrEqual(204);
    const quiet = together(report("a", { changes: { same: 200 } }), report("a", { changes: { same: 199, update: 1 } }));
    expect(quiet.changes).toEqual({ same: 199, update: 1 });
  });
});
