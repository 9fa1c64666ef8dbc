/** The mesh's keys with the real engine: the sandbox's own, and their rotation from the first step to the last. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import type { KeysStatus } from "../../ops/mesh/status";
import { Bench } from "./harness";

const bench = new Bench("mesh-keys").useTestProgram("mesh-keys");
const regions = ["us-east", "eu-west", "apac"];
const before = bench.stackFiles();

afterAll(() => bench.remove());

async function status(): Promise<KeysStatus["gateways"]> {
  const { exitCode, stdout, stderr } = await bench.meridian(["mesh", "keys", "status", "--json"]);
  expect(exitCode, stderr).toBe(0);
  const told: KeysStatus = JSON.parse(stdout);
  return told.gateways;
}

const keysOf = (gateways: KeysStatus["gateways"]) => gateways.map(({ publicKey = "" }) => publicKey);

/** Everything below the sandbox's folder and the topology's, as text. */
function written(): string {
  return [bench.directory, path.dirname(bench.cloudDirectory)]
    .flatMap((directory) => readdirSync(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}

async function privateKeys(stack: string): Promise<string[]> {
  const args = ["pulumi", "stack", "output", "privateKeys", "--json", "--show-secrets", "--stack", stack];
  return JSON.parse((await bench.meridian(args)).stdout);
}

test("runs that begin at once on a fresh checkout have one mesh, and the engine reads its private halves", async () => {
  const runs = await Promise.all(regions.map((stack) => bench.stacks(["up", "--stack", stack])));
  for (const [index, { exitCode, reports, stderr }] of runs.entries()) {
    expect(reports[regions[index] ?? ""]?.errors, stderr).toEqual([]);
    expect(exitCode).toBe(0);
  }
  const gateways = await status();
  expect(gateways.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(
    regions.flatMap((stack) => [1, 2].map((gateway) => `mesh-${stack}-${gateway} good`)),
  );
  expect(bench.stackFiles()).toEqual(before);
});

test("a step is refused before its peers are up, and `--apply` brings them up and goes on to the end", async () => {
  const gateways = await status();
  const [key = ""] = keysOf(gateways);
  const rotate = (...more: string[]) => bench.meridian(["mesh", "keys", "rotate", "--key", key, "--json", ...more]);
  const plan = JSON.parse((await rotate()).stdout);
  expect(plan.actions).toHaveLength(6);
  expect(JSON.parse((await rotate("--step")).stdout)).toEqual({
    step: { kind: "announce", region: "us-east", gateway: 1 },
  });
  const hasty = await rotate("--step");
  expect(hasty.exitCode).toBe(2);
  expect(hasty.stderr).toMatch(/up --stack eu-west,apac --layout/);

  const applied = await rotate("--apply");
  expect(applied.stderr).toContain("us-east, gateway 1: left its old key");
  expect({ exitCode: applied.exitCode, ...JSON.parse(applied.stdout) }).toEqual({ exitCode: 0, steps: 2 });
  const after = await status();
  expect(keysOf(after)).not.toContain(key);
  expect(keysOf(after).slice(1)).toEqual(keysOf(gateways).slice(1));
  expect(after.map(({ stage }) => stage)).toEqual(Array.from({ length: 6 }, () => "steady"));
  expect(bench.stackFiles()).toEqual(before);
});

test("no private half stands anywhere in clear", async () => {
  const halves = (await Promise.all(regions.map(privateKeys))).flat();
  expect(new Set(halves).size).toBe(6);
  const text = written();
  for (const half of halves) expect(text).not.toContain(half);
  for (const key of keysOf(await status())) expect(text).toContain(key);
});
