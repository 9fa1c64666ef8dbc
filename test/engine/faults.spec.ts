/** Operations that fail, are throttled, or succeed late: `up` says so, and the next one converges. */
import { afterAll, beforeEach, expect, test } from "vitest";
import { Bench } from "./harness";

const bench = new Bench("faults").useTestProgram("network");
const stack = "apac";

afterAll(() => bench.remove());
beforeEach(async () => {
  await bench.meridian(["down", "--stack", stack]);
  await bench.meridian(["sandbox", "fault", "clear"]);
});

async function converges() {
  const { exitCode, stderr } = await bench.stacks(["up", "--stack", stack]);
  expect(exitCode, stderr).toBe(0);
  const urns = (await bench.objects()).map(({ urn }) => urn);
  expect(new Set(urns).size).toBe(urns.length);
}

test.each(["fail", "late"])("a create that will %s is told, and mended by the next up", async (kind) => {
  await bench.meridian(["sandbox", "fault", "add", kind, "gcp:compute/router:Router"]);
  const { exitCode, reports } = await bench.stacks(["up", "--stack", stack]);
  expect(exitCode).toBe(1);
  expect(reports[stack]?.errors.join("\n")).toContain("router");
  await converges();
});

test("a create that is throttled goes through", async () => {
  await bench.meridian(["sandbox", "fault", "add", "throttle", "gcp:compute/router:Router", "--times", "3"]);
  await converges();
});
