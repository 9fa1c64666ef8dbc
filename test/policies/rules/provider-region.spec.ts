import { describe, expect, it } from "vitest";
import { providerRegion } from "../../../policies/rules/provider-region";
import { apac, china, euWest, globalStack, providerOf, refusals, unknown, usEast, worldOf } from "../harness";

const say = (stack: typeof euWest, props: Record<string, unknown>) =>
  refusals(providerRegion, worldOf(stack), { type: `pulumi:providers:${stack.cloud}`, name: stack.name, props });

describe("provider-region", () => {
  it.each([usEast, euWest, apac, china])("takes the provider of $name as the program makes it", async (stack) => {
    expect(await say(stack, providerOf(stack).props ?? {})).toEqual([]);
  });

  it("refuses a region outside the residency", async () => {
    expect(await say(usEast, { region: "eu-west-1" })).toEqual([
      "us-east (pulumi:providers:aws): eu-west-1 lies in IE, outside the residency of us-east (us: US, CA, MX)",
    ]);
  });

  it.each([
    [{}, "no region"],
    [{ region: unknown }, "not known yet"],
    [{ region: "eu-moon-1" }, "no location"],
  ])("refuses %j", async (props, why) => {
    const found = await say(usEast, props);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(why);
  });

  it("takes no cloud's provider in the global stack", async () => {
    const aws = { type: "pulumi:providers:aws", props: { region: "us-east-1" } };
    expect(await refusals(providerRegion, worldOf(globalStack), aws)).toHaveLength(1);
    expect(await refusals(providerRegion, worldOf(globalStack), { type: "pulumi:providers:cloudflare" })).toEqual([]);
  });
});
