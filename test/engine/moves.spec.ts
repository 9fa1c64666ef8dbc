/** A region's keys and network move by an edit of its stack file: one `up`, and nothing is left where it was. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Bench } from "./harness";

const bench = new Bench("moves").useTestProgram("network");
afterAll(() => bench.remove());

interface Move {
  readonly name: string;
  readonly stack: string;
  readonly edit: (file: string) => string;
  /** Names of resources that nothing is done to. */
  readonly stays?: RegExp;
}

const moves: readonly Move[] = [
  {
    name: "another location on AWS",
    stack: "us-east",
    edit: (file) => file.replace("location: us-east-1", "location: us-east-2"),
  },
  {
    name: "another location, with zones of its own, and another account on Alibaba Cloud",
    stack: "china",
    edit: (file) =>
      file
        .replace("location: cn-hangzhou", "location: cn-shanghai")
        .replace(/zones: .*/, "zones: [cn-shanghai-b, cn-shanghai-e, cn-shanghai-f]")
        .replace("1000000000000001", "1000000000000002"),
  },
  {
    name: "another block on Google Cloud",
    stack: "eu-west",
    edit: (file) => file.replace("number: 2\n", "number: 77\n").replace("10.2.0.0/16", "10.77.0.0/16"),
    stays: /-(vpc|ingress|nat-\d)$/,
  },
];

const all = ["--stack", moves.map(({ stack }) => stack).join(",")];
let before: Awaited<ReturnType<Bench["objects"]>>;
let after: typeof before;
let moved: Awaited<ReturnType<Bench["stacks"]>>;

beforeAll(async () => {
  const { exitCode, stderr } = await bench.stacks(["up", ...all]);
  expect(exitCode, stderr).toBe(0);
  before = await bench.objects();
  for (const { stack, edit } of moves) bench.edit(`Pulumi.${stack}.yaml`, edit);
  moved = await bench.stacks(["up", ...all]);
  after = await bench.objects();
});

test.each(moves)("$name", ({ stack, stays }) => {
  const report = moved.reports[stack] ?? expect.fail(moved.stderr);
  expect(report.errors).toEqual([]);
  expect(report.outcome).toBe("done");

  const urns = (objects: typeof before) =>
    objects.map(({ urn }) => urn).filter((urn) => urn.startsWith(`urn:pulumi:${stack}::`));
  expect(urns(after)).toHaveLength(urns(before).length);
  expect(new Set(urns(after)).size).toBe(urns(after).length);

  const touched = report.steps.map(({ name }) => name);
  expect(touched.length).toBeGreaterThan(0);
  expect(touched.filter((name) => stays?.test(name))).toEqual([]);
});

test("nothing is left to change, and nothing when they are down", async () => {
  expect((await bench.stacks(["preview", ...all, "--expect-no-changes"])).exitCode).toBe(0);
  expect((await bench.stacks(["down", ...all])).exitCode).toBe(0);
  expect(await bench.objects()).toEqual([]);
});
