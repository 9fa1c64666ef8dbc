import { describe, expect, it } from "vitest";
import { defaultProvider } from "../../../policies/rules/default-provider";
import { providerOf, refusals, usEast, worldOf } from "../harness";

const type = "aws:ec2/vpc:Vpc";

describe("default-provider", () => {
  it.each(["default", "default_7_48_0"])("refuses %s", async (name) => {
    const through = { type, provider: { ...providerOf(usEast), name } };
    expect(await refusals(defaultProvider, worldOf(usEast), through)).toHaveLength(1);
    expect(await refusals(defaultProvider, worldOf(usEast), { type: "pulumi:providers:aws", name })).toHaveLength(1);
  });

  it("takes an explicit one, and has no say on components", async () => {
    expect(await refusals(defaultProvider, worldOf(usEast), { type, provider: providerOf(usEast) })).toEqual([]);
    expect(await refusals(defaultProvider, worldOf(usEast), { type: "meridian:network:AwsNetwork" })).toEqual([]);
  });
});
