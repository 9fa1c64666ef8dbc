import { describe, expect, it } from "vitest";
import { foreignAccount } from "../../../policies/rules/foreign-account";
import { china, euWest, globalStack, providerOf, refusals, usEast, worldOf } from "../harness";

const say = (stack: Parameters<typeof worldOf>[0], value: string) =>
  refusals(foreignAccount, worldOf(stack), {
    type: "aws:iam/role:Role",
    props: { value },
    provider: providerOf(usEast),
  });

describe("foreign-account", () => {
  it.each(["4000000000000004", "acs:ram::4000000000000004:role/reader"])("refuses %s outside China", async (value) => {
    for (const stack of [usEast, euWest, globalStack]) expect(await say(stack, value)).toHaveLength(1);
  });

  it.each([
    "arn:aws:iam::111111111111:root",
    "meridian-eu-west",
    "0123456789abcdef0123456789abcdef",
    "3000000000000003",
  ])("refuses %s in China", async (value) => {
    expect(await say(china, value)).toHaveLength(1);
  });

  it("takes ids as whole words", async () => {
    for (const value of ["14000000000000004", "40000000000000041", "meridian-eu-west-2"]) {
      for (const stack of [usEast, china]) expect(await say(stack, value)).toEqual([]);
    }
  });

  it("lets the regions outside China know one another", async () => {
    expect(await say(euWest, "111111111111")).toEqual([]);
  });
});
