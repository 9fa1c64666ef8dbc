/** `kill -9` half-way through `up`: the next one converges, and nothing exists twice or unknown to the state. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterEach, expect, test } from "vitest";
import { Bench } from "./harness";

const stack = "us-east";
let bench: Bench;

afterEach(() => bench.remove());

/** Starts `up` and comes back when it hangs in the middle: with objects made, and creates under way. */
async function hangInTheMiddle() {
  await bench.meridian(["sandbox", "fault", "add", "hang", "aws:ec2/natGateway:NatGateway", "--times", "3"]);
  const running = bench.start(["up", "--stack", stack, "--json"]);
  for (let tries = 0; tries < 100; tries += 1) {
    await sleep(200);
    const faults = await bench.meridian(["sandbox", "fault", "list", "--json"]);
    if (faults.stdout.trim() === "[]") return { running };
  }
  throw new Error("the engine never came to the fault");
}

async function expectConvergence() {
  const { exitCode, stderr, reports } = await bench.stacks(["up", "--stack", stack]);
  expect(exitCode, `${stderr}${JSON.stringify(reports[stack]?.errors)}`).toBe(0);
  const objects = await bench.objects();
  const urns = objects.map(({ urn }) => urn);
  expect(new Set(urns).size).toBe(urns.length);
  const recorded = (bench.checkpoint(stack).resources ?? []).filter(
    ({ custom, type }) => custom && !type.startsWith("pulumi:"),
  );
  expect(objects.map(({ id }) => id).sort()).toEqual(recorded.map(({ id }) => id).sort());
  expect(bench.checkpoint(stack).pending_operations ?? []).toEqual([]);
  const again = await bench.stacks(["up", "--stack", stack, "--expect-no-changes"]);
  expect(again.exitCode).toBe(0);
}

test("the engine is killed", async () => {
  bench = new Bench("engine-killed").useTestProgram("network");
  const { running } = await hangInTheMiddle();
  await execa("pkill", ["-9", "-f", `pulumi up --stack ${stack} .*`]);
  const { exitCode } = await running;
  expect(exitCode).toBe(1);
  await expectConvergence();
});

test("the sandbox is killed", async () => {
  bench = new Bench("sandbox-killed").useTestProgram("network");
  const { running } = await hangInTheMiddle();
  const { pid } = JSON.parse(readFileSync(path.join(bench.cloudDirectory, "daemon.json"), "utf8"));
  process.kill(pid, "SIGKILL");
  const { exitCode } = await running;
  expect(exitCode).toBe(1);
  await expectConvergence();
});
