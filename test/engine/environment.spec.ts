/** A shell set up by `meridian env`: plain `pulumi` against the sandbox, with the sources as they are. */
import { execa } from "execa";
import { afterAll, expect, test } from "vitest";
import { Bench, checkout } from "./harness";

const bench = new Bench("environment");

afterAll(() => bench.remove());

function shell(commands: string) {
  const script = `eval "$(./meridian env --layout '${bench.directory}')"\n${commands}`;
  return execa("sh", ["-c", script], { cwd: checkout, reject: false, all: true, env: { NO_COLOR: "1" } });
}

test("plain pulumi previews a stack, and sees an edit of its file at once", async () => {
  const before = await shell("pulumi preview -s apac --non-interactive");
  expect(before.exitCode, before.all).toBe(0);
  expect(before.stdout).toContain('cidr: "10.3.0.0/16"');
  bench.edit("Pulumi.apac.yaml", (text) => text.replace("number: 3", "number: 33").replace("10.3.0.0", "10.33.0.0"));
  const after = await shell("pulumi preview -s apac --non-interactive");
  expect(after.stdout).toContain('cidr: "10.33.0.0/16"');
});

test("China is found in its own backend", async () => {
  const { exitCode, all } = await shell("pulumi preview -s china --non-interactive && pulumi stack ls");
  expect(exitCode, all).toBe(0);
  expect(all).not.toMatch(/^china\*?\s/m);
});

test("pulumi config set is refused with a word: stack files are edited", async () => {
  const { exitCode, all } = await shell("pulumi config set a b -s apac");
  expect(exitCode).toBe(2);
  expect(all).toContain("Pulumi.<stack>.yaml");
});
