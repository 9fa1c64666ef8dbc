/** Mistakes in the program that the policies catch at preview, before anything exists. */
import { afterAll, expect, test } from "vitest";
import { Bench } from "./harness";

const bench = new Bench("refused");
bench.useProgram("test/engine/programs/run.cjs");

afterAll(() => bench.remove());

const mistakes = [
  {
    program: "bucket-abroad",
    stack: "eu-west",
    resource: "abroad",
    rule: "effective-region",
    says: ["us-east1", "eu"],
  },
  {
    program: "region-override",
    stack: "us-east",
    resource: "override",
    rule: "effective-region",
    says: ["eu-west-1", "us"],
  },
  { program: "aws-in-china", stack: "china", resource: "foreign", rule: "own-cloud", says: ["aws", "china"] },
];

test.each(mistakes)(
  "$program in $stack is refused at preview by $rule",
  async ({ program, stack, resource, rule, says }) => {
    const { exitCode, reports } = await bench.stacks(["preview", "--stack", stack], { MERIDIAN_TEST_PROGRAM: program });
    expect(exitCode).toBe(1);
    const verdict = reports[stack]?.policies.violations.find(
      (violation) => violation.rule === rule && violation.resource === resource,
    );
    expect(verdict?.message).toContain(resource);
    for (const word of says) expect(verdict?.message).toContain(word);
  },
);

test("up does nothing when a policy refuses", async () => {
  const { exitCode } = await bench.stacks(["up", "--stack", "eu-west"], { MERIDIAN_TEST_PROGRAM: "bucket-abroad" });
  expect(exitCode).toBe(1);
  expect((await bench.objects()).filter(({ type }) => type === "gcp:storage/bucket:Bucket")).toEqual([]);
});
