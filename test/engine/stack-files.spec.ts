/** Wrong stack files: everything that is wrong at once, exit 2, nothing touched. */
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { Bench } from "./harness";

const bench = new Bench("stack-files");

afterAll(() => bench.remove());

test("six mistakes in one stack file are six errors in one run, and nothing is touched", async () => {
  bench.edit("Pulumi.eu-west.yaml", (text) =>
    text
      .replace("cloud: gcp", "cloud: gpc")
      .replace("tier: secondary", "tier: second")
      .replace("cidr: 10.2.0.0/16", "cidr: 10.1.0.0/16")
      .replace(/hourlyCost: \d+/, "hourlyCost: -1")
      .replace("timeZone:", "timezone:")
      .replace("trafficWeight: 35", "trafficWeight: 36"),
  );
  const { exitCode, stderr, stdout } = await bench.meridian(["up"]);
  expect(exitCode).toBe(2);
  expect(stdout).toBe("");
  for (const key of ["cloud", "tier", "network.cidr", "timezone", "hourlyCost"]) {
    expect(stderr, key).toMatch(new RegExp(`Pulumi\\.eu-west\\.yaml:\\d+.*${key}`));
  }
  // A sum belongs to no file; it is told at the last region, with the arithmetic.
  expect(stderr).toMatch(/trafficWeight.*101/);
  expect(existsSync(path.dirname(bench.cloudDirectory))).toBe(false);
});

test("a stack or layout that there is not is told with those that there are", async () => {
  const stack = await bench.meridian(["preview", "--stack", "us-west"], { MERIDIAN_LAYOUT: "default" });
  expect(stack.exitCode).toBe(2);
  expect(stack.stderr).toContain("us-east, eu-west, apac, china, global");
  const layout = await bench.meridian(["preview", "--layout", "all-azure"]);
  expect(layout.exitCode).toBe(2);
  expect(layout.stderr).toContain("all-gcp");
});
