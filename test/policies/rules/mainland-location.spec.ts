import { describe, expect, it } from "vitest";
import { mainlandLocation } from "../../../policies/rules/mainland-location";
import { apac, china, globalStack, providerOf, refusals, worldOf } from "../harness";

const say = (stack: Parameters<typeof worldOf>[0], value: string) =>
  refusals(mainlandLocation, worldOf(stack), {
    type: "alicloud:any/thing:Thing",
    props: { nested: [{ value }] },
    provider: providerOf(apac),
  });

describe("mainland-location", () => {
  it.each([
    "cn-hangzhou",
    "cn-hangzhou-h",
    "https://oss-cn-beijing.aliyuncs.com",
    "acs:kms:cn-shanghai:1:key/k",
    "cn-north-1",
    "CN-HANGZHOU",
  ])("refuses %s outside China", async (value) => {
    for (const stack of [apac, globalStack]) expect(await say(stack, value)).toHaveLength(1);
    expect(await say(china, value)).toEqual([]);
  });

  it.each(["cn-hongkong", "cn-hongkong-b", "ap-southeast-1", "acn-hangzhou", "api-cn"])("lets %s be", async (value) => {
    expect(await say(apac, value)).toEqual([]);
  });

  it("judges providers too", async () => {
    const provider = { type: "pulumi:providers:alicloud", props: { region: "cn-hangzhou" } };
    expect(await refusals(mainlandLocation, worldOf(apac), provider)).toEqual([
      "it (pulumi:providers:alicloud): region names cn-hangzhou in mainland China; apac is outside it",
    ]);
  });
});
