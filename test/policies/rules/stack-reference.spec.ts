import { describe, expect, it } from "vitest";
import { stackReference } from "../../../policies/rules/stack-reference";
import { china, globalStack, refusals, unknown, usEast, worldOf } from "../harness";

const reference = (name: string) => ({ type: "pulumi:pulumi:StackReference", name: "peer", props: { name } });
const reader = { type: "pulumi:providers:pulumi", name: "default" };

describe("stack-reference", () => {
  it.each([usEast, china])("refuses that $name reads another stack, whichever way it asks", async (stack) => {
    expect(await refusals(stackReference, worldOf(stack), reader)).toEqual([
      `default (pulumi:providers:pulumi): the program reads another stack; ${stack.name} is a region and reads none`,
    ]);
    expect(await refusals(stackReference, worldOf(stack), reference("organization/meridian/eu-west"))).toHaveLength(1);
  });

  it("lets the global stack read, but not across the border", async () => {
    const say = (name: string) => refusals(stackReference, worldOf(globalStack), reference(name));
    expect(await refusals(stackReference, worldOf(globalStack), reader)).toEqual([]);
    expect(await say("organization/meridian/us-east")).toEqual([]);
    for (const name of ["organization/meridian/china", "china", unknown]) expect(await say(name)).toHaveLength(1);
  });
});
