/** A region that stands moves by an edit of its stack file: one `up`, and nothing is left where it was. */
import { afterAll, expect, test } from "vitest";
import { Bench } from "./harness";

const bench = new Bench("moves");
afterAll(() => bench.remove());

interface Move {
  readonly name: string;
  readonly stack: string;
  readonly edit: (file: string) => string;
  /** What the URNs of resources that stay as they are have in common. */
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

const objectsOf = async (stack: string) =>
  (await bench.objects()).filter(({ urn }) => urn.startsWith(`urn:pulumi:${stack}::`));

test.each(moves)("$name", async ({ stack, edit, stays }) => {
  const only = ["--stack", stack];
  expect((await bench.stacks(["up", ...only])).exitCode).toBe(0);
  const before = await objectsOf(stack);

  bench.edit(`Pulumi.${stack}.yaml`, edit);
  const { exitCode, stderr, reports } = await bench.stacks(["up", ...only]);
  expect(exitCode, `${stderr}${JSON.stringify(reports[stack]?.errors)}`).toBe(0);
  expect((await bench.stacks(["up", ...only, "--expect-no-changes"])).exitCode).toBe(0);

  const after = await objectsOf(stack);
  expect(after).toHaveLength(before.length);
  expect(new Set(after.map(({ urn }) => urn)).size).toBe(after.length);
  const kept = (urn: string) => before.find((object) => object.urn === urn)?.id;
  for (const { urn, id } of after.filter((object) => stays?.test(object.urn))) expect(id).toBe(kept(urn));

  expect((await bench.stacks(["down", ...only])).exitCode).toBe(0);
  expect(await objectsOf(stack)).toEqual([]);
});
