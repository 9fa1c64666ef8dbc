/** Every layout previews cleanly from the same program. */
import path from "node:path";
import { expect, test } from "vitest";
import { layoutNames } from "../../ops/layout";
import { writeFleet } from "../../src/topology/fleet";
import { Bench, checkout } from "./harness";

test.each(layoutNames())("%s previews, and every rule agrees", async (layout) => {
  const bench = new Bench(`layout-${layout}`, path.join("layouts", layout));
  const { exitCode, reports, stderr } = await bench.stacks(["preview"]);
  expect(
    Object.values(reports).flatMap(({ errors, policies }) => [...errors, ...policies.violations]),
    stderr,
  ).toEqual([]);
  expect(exitCode).toBe(0);
  await bench.remove();
});

test("a fleet of four regions previews", async () => {
  const bench = new Bench("layout-fleet");
  writeFleet(bench.directory, 4, path.join(checkout, "src", "program.cjs"));
  bench.removeStackFiles(["us-east", "eu-west", "apac", "china"]);
  const { exitCode, stderr } = await bench.stacks(["preview"]);
  expect(exitCode, stderr).toBe(0);
  await bench.remove();
});
