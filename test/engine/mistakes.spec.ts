/** A bug in the program: told where it is in the sources, and at once. */
import { afterAll, expect, test } from "vitest";
import { Bench } from "./harness";

const bench = new Bench("mistakes");
bench.useProgram("test/engine/programs/throws.cjs");

afterAll(() => bench.remove());

test("an exception names the line of the source, not of the bundle", async () => {
  const { exitCode, reports } = await bench.stacks(["preview", "--stack", "apac"]);
  expect(exitCode).toBe(1);
  const error = reports.apac?.errors.join("\n");
  expect(error).toContain("TypeError: broken on purpose");
  expect(error).toMatch(/test\/engine\/programs\/throws\.ts:3:\d+/);
  // util.inspect of Node 20.20 loops for 40 s over frames that are mapped into packages.
  expect(error).not.toContain("node_modules");
});
