import { describe, expect, it } from "vitest";
import { stackReference } from "../../../policies/rules/stack-reference";
import { analyze, analyzeStack, china, globalStack, unknown, usEast, worldOf } from "../harness";

const reference = (name: string) => ({ type: "pulumi:pulumi:StackReference", name: "peer", props: { name } });

describe("stack-reference", () => {
  it.each([
    [usEast, "organization/meridian/eu-west"],
    [china, "organization/meridian/us-east"],
    [usEast, "organization/meridian/china"],
    [globalStack, "organization/meridian/china"],
    [globalStack, "china"],
    [globalStack, unknown],
  ])("refuses $1 in $0.name, whether registered or only read", async (stack, name) => {
    const read = await analyzeStack([stackReference], worldOf(stack), [reference(name)]);
    const registered = await analyze([stackReference], worldOf(stack), reference(name));
    for (const { findings } of [read, registered]) {
      expect(findings).toHaveLength(1);
      expect(findings[0]).toMatchObject({ rule: "stack-reference", mandatory: true });
    }
  });

  it("lets the global stack read a region outside China", async () => {
    const { findings } = await analyzeStack([stackReference], worldOf(globalStack), [
      reference("organization/meridian/us-east"),
    ]);
    expect(findings).toEqual([]);
  });
});
