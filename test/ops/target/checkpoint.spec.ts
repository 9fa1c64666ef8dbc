import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { UserError } from "../../../ops/errors";
import { Checkpoint } from "../../../ops/target/checkpoint";

let backend = "";
let file = "";
beforeEach(() => {
  backend = mkdtempSync(path.join(tmpdir(), "backend-"));
  const folder = path.join(backend, ".pulumi", "stacks", "meridian");
  mkdirSync(folder, { recursive: true });
  file = path.join(folder, "us-east.json");
});
afterEach(() => rmSync(backend, { recursive: true }));

const bucket = { urn: "urn:b", type: "aws:s3/bucket:Bucket", id: "b", custom: true };
const whole = JSON.stringify({ version: 3, checkpoint: { latest: { resources: [bucket] } } });
const checkpoint = () => new Checkpoint(backend, "meridian", "us-east");

it("a state that a full disk has cut is taken from the engine's backup", () => {
  for (const cut of ["", whole.slice(0, 20)]) {
    writeFileSync(file, cut);
    writeFileSync(`${file}.bak`, whole);
    expect(checkpoint().restoreTorn()).toBe(true);
    expect(checkpoint().resources()).toEqual([bucket]);
  }
});

it("a state that can be read is left alone, whatever its backup is", () => {
  writeFileSync(file, whole);
  writeFileSync(`${file}.bak`, "");
  expect(checkpoint().restoreTorn()).toBe(false);
  expect(checkpoint().resources()).toEqual([bucket]);
});

it("where the backup is no better, what to do is said", () => {
  writeFileSync(file, "");
  expect(() => checkpoint().restoreTorn()).toThrow(UserError);
  expect(() => checkpoint().restoreTorn()).toThrow(/us-east\.json is cut.*meridian clean/);
});
