/** The sandbox's copy of the stack files. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { syncProject } from "../../../ops/target/sandbox-project";

let source: string;
let target: string;
const inSource = (file: string) => path.join(source, file);
const inTarget = (file: string) => path.join(target, file);

beforeEach(() => {
  const directory = mkdtempSync(path.join(os.tmpdir(), "meridian-project-"));
  source = directory;
  target = path.join(directory, "work", "project");
  writeFileSync(inSource("Pulumi.yaml"), "name: meridian\nmain: src/program.cjs\n");
  writeFileSync(
    inSource("Pulumi.eu-west.yaml"),
    "secretsprovider: gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k\nencryptedkey: abc\nconfig:\n  a: 1\n",
  );
});
afterEach(() => rmSync(source, { recursive: true, force: true }));

test("the program is found from the copy, and a cloud's secrets provider stays out of the sandbox", async () => {
  await syncProject(source, target);
  expect(readFileSync(inTarget("Pulumi.yaml"), "utf8")).toContain("main: ../../src/program.cjs");
  expect(readFileSync(inTarget("Pulumi.eu-west.yaml"), "utf8")).toBe("config:\n  a: 1\n");
});

test("the sandbox's own salt outlives an edit of the source", async () => {
  await syncProject(source, target);
  writeFileSync(inTarget("Pulumi.eu-west.yaml"), "config:\n  a: 1\nencryptionsalt: v1:sandbox\n");
  writeFileSync(inSource("Pulumi.eu-west.yaml"), "config:\n  a: 2\nencryptionsalt: v1:cloud\n");
  await syncProject(source, target);
  expect(readFileSync(inTarget("Pulumi.eu-west.yaml"), "utf8")).toBe("config:\n  a: 2\nencryptionsalt: v1:sandbox\n");
});

test("what is the same is not written again, and what is gone goes", async () => {
  writeFileSync(inSource("Pulumi.apac.yaml"), "config: {}\n");
  await syncProject(source, target);
  const before = statSync(inTarget("Pulumi.eu-west.yaml")).mtimeMs;
  rmSync(inSource("Pulumi.apac.yaml"));
  await syncProject(source, target);
  expect(statSync(inTarget("Pulumi.eu-west.yaml")).mtimeMs).toBe(before);
  expect(() => statSync(inTarget("Pulumi.apac.yaml"))).toThrow(/ENOENT/);
});
