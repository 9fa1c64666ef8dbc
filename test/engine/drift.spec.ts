/** What somebody changed behind Pulumi's back is seen, and taken back. */
import { afterAll, expect, test } from "vitest";
import { changeCount } from "../../ops/engine/report";
import { Bench } from "./harness";

const bench = new Bench("drift").useTestProgram("network");

afterAll(() => bench.remove());

test("drift shows with preview --refresh, and up takes it back", async () => {
  expect((await bench.stacks(["up", "--stack", "us-east"])).exitCode).toBe(0);
  const vpc = (await bench.objects()).find(({ urn }) => urn.endsWith("aws:ec2/vpc:Vpc::us-east-vpc"));
  await bench.meridian(["sandbox", "drift", "set", vpc?.id ?? "", "enableDnsHostnames", "false"]);
  const blind = await bench.stacks(["preview", "--stack", "us-east"]);
  expect(changeCount(blind.reports["us-east"] ?? expect.fail())).toBe(0);
  const { reports } = await bench.stacks(["preview", "--stack", "us-east", "--refresh"]);
  expect(reports["us-east"]?.steps).toContainEqual(
    expect.objectContaining({ op: "update", type: "aws:ec2/vpc:Vpc", properties: ["enableDnsHostnames"] }),
  );
  await bench.stacks(["up", "--stack", "us-east", "--refresh"]);
  const mended = await bench.stacks(["preview", "--stack", "us-east", "--refresh", "--expect-no-changes"]);
  expect(mended.exitCode).toBe(0);
});
