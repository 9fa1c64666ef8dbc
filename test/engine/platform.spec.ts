/** What stands: its size changes in place, its passwords are in no state file, and it is not replaced while it is protected. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { Bench } from "./harness";

const bench = new Bench("platform");
const stack = "china";
const run = (...args: string[]) => bench.stacks([...args, "--stack", stack]);
const china = (find: string | RegExp, replace: string) =>
  bench.edit("Pulumi.china.yaml", (text) => text.replace(find, replace));

afterAll(() => bench.remove());

/** Passwords that the sandbox's clouds and generators hold, as their journal has them. */
function generatedPasswords(): string[] {
  const journal = readFileSync(path.join(bench.cloudDirectory, "world.jsonl"), "utf8");
  const found = [...journal.matchAll(/"result":"([^"]{32})"/g)].map(([, password = ""]) => password);
  return [...new Set(found)];
}

test("no generated password is in the state, nor its bcrypt hash", async () => {
  const { exitCode, stderr } = await run("up");
  expect(exitCode, stderr).toBe(0);
  const passwords = generatedPasswords();
  // The administrator's, four roles', the cache's and the registry's.
  expect(passwords.length).toBeGreaterThanOrEqual(6);
  const state = JSON.stringify(bench.checkpoint(stack, "china"));
  for (const password of passwords) expect(state.includes(password), "a password in clear").toBe(false);
  expect(state).not.toContain("$2a$");
  expect(state).toContain("ciphertext");
});

test("another size of database, cache and nodes is an update, not a replacement", async () => {
  china(/sizes: .*/, "sizes: { systemNodes: medium, workNodes: large, database: large, cache: medium }");
  const { reports, exitCode } = await run("preview");
  expect(exitCode).toBe(0);
  const steps = reports[stack]?.steps ?? expect.fail();
  expect(new Set(steps.map(({ op }) => op))).toEqual(new Set(["update"]));
  const types = steps.map(({ type }) => type);
  for (const type of ["rds/instance:Instance", "kvstore/instance:Instance", "cs/nodePool:NodePool"])
    expect(
      types.some((each) => each.endsWith(type)),
      type,
    ).toBe(true);
});

test("what is protected is not replaced, and the reason is told", async () => {
  const guarded = { MERIDIAN_PROTECTION: "on" };
  expect((await bench.stacks(["up", "--stack", stack], guarded)).exitCode).toBe(0);
  china("cn-hangzhou-h, cn-hangzhou-i, cn-hangzhou-j", "cn-hangzhou-g, cn-hangzhou-i, cn-hangzhou-j");
  const { exitCode, reports } = await bench.stacks(["up", "--stack", stack], guarded);
  expect(exitCode).toBe(1);
  expect(reports[stack]?.errors.join("\n")).toMatch(/unable to replace resource .* marked for protection/s);
  expect(reports[stack]?.changes.replace ?? 0).toBe(0);
});
