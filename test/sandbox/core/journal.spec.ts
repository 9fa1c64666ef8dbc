import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SandboxWorld } from "../../../sandbox/core/world";
import { here, network, subnet, tiny } from "./cloud";
import { driver } from "./harness";

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "world-"));
  file = join(directory, "world.jsonl");
});
afterEach(() => rmSync(directory, { recursive: true }));

function contents(world: SandboxWorld): string {
  return JSON.stringify([...world.all()].map((entry) => [entry.object, entry.holds, entry.acknowledged]));
}

function open<T>(use: (world: SandboxWorld) => T): T {
  const world = SandboxWorld.open(directory);
  try {
    return use(world);
  } finally {
    world.close();
  }
}

describe("a world with a directory", () => {
  it("is the same after it was closed, and after it was not", () => {
    const world = SandboxWorld.open(directory);
    const cloud = driver(tiny, here, world);
    const made = cloud.make(network.type, "n", { cidrBlock: "10.0.0.0/16" });
    cloud.make(subnet.type, "s", { networkId: made.id, cidrBlock: "10.0.0.0/24" });
    cloud.destroy(cloud.make(network.type, "gone", { cidrBlock: "10.0.0.0/16" }));
    const before = contents(world);
    // Not closed: what a killed process leaves.
    open((again) => {
      expect(contents(again)).toBe(before);
      const after = driver(tiny, here, again);
      expect(() => after.destroy(made)).toThrow("DependencyViolation");
      // Creations are counted over runs, so an id that was used is not used again.
      expect(after.make(network.type, "gone", { cidrBlock: "10.0.0.0/16" }).id).not.toBe(made.id);
    });
    world.close();
  });

  it("loads from a journal cut at any byte, with a prefix of what was", () => {
    const states = open((world) => {
      const cloud = driver(tiny, here, world);
      const seen = [contents(world)];
      const note = <T>(value: T): T => {
        seen.push(contents(world));
        return value;
      };
      const made = note(
        cloud.instance.create({
          type: network.type,
          urn: "urn:pulumi:a::b::c::n",
          inputs: { cidrBlock: "10.0.0.0/16", tags: { ü: "é" } },
        }),
      );
      note(cloud.instance.read({ type: network.type, urn: "urn:pulumi:a::b::c::n", id: made.id }));
      const inputs = { networkId: made.id, cidrBlock: "10.0.0.0/24" };
      const other = note(cloud.instance.create({ type: subnet.type, urn: "urn:pulumi:a::b::c::s", inputs }));
      note(cloud.instance.delete({ type: subnet.type, urn: "urn:pulumi:a::b::c::s", id: other.id, inputs }));
      return seen;
    });
    const bytes = readFileSync(file);
    expect(new Set(states).size).toBe(4);
    for (let length = 0; length <= bytes.length; length++) {
      writeFileSync(file, bytes.subarray(0, length));
      const loaded = open(contents);
      const whole = bytes.subarray(0, length).toString("latin1").split("\n").length - 1;
      expect(loaded).toBe(states[whole]);
      // What is written next is not glued to the torn line.
      if (length % 97 === 0) {
        open((world) => driver(tiny, here, world).make(network.type, "m", { cidrBlock: "10.0.0.0/16" }));
        expect(open((world) => world.size)).toBe(JSON.parse(loaded).length + 1);
      }
    }
  });

  it("says so when the file was changed by something else", () => {
    open((world) => driver(tiny, here, world).make(network.type, "n", { cidrBlock: "10.0.0.0/16" }));
    appendFileSync(file, "not a record\n");
    expect(() => SandboxWorld.open(directory)).toThrow(/world\.jsonl:3 is no record of a sandbox journal/);
  });

  it("does not grow with what is gone, and stays the same when it is written anew", () => {
    const world = SandboxWorld.open(directory);
    const cloud = driver(tiny, here, world);
    const kept = cloud.make(network.type, "kept", { cidrBlock: "10.0.0.0/16" });
    let last = kept.id;
    for (let index = 0; index < 1_500; index++) {
      const made = cloud.make(network.type, "again", { cidrBlock: "10.0.0.0/16" });
      cloud.destroy(made);
      last = made.id;
    }
    const before = contents(world);
    world.close();
    expect(statSync(file).size).toBeLessThan(1_500 * 500);
    open((again) => {
      expect(contents(again)).toBe(before);
      expect(driver(tiny, here, again).make(network.type, "again", { cidrBlock: "10.0.0.0/16" }).id).not.toBe(last);
    });
  });
});
