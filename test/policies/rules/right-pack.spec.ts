import { describe, expect, it } from "vitest";
import { rightPack } from "../../../policies/rules/right-pack";
import { china, euWest, globalStack, refusals, worldOf } from "../harness";

const root = { type: "pulumi:pulumi:Stack" };

describe("right-pack", () => {
  it("refuses China's stack in the world's pack, and the other way round", async () => {
    expect(await refusals(rightPack(false), worldOf(china), root)).toEqual([
      "it (pulumi:pulumi:Stack): china is to be judged by policies/china",
    ]);
    expect(await refusals(rightPack(true), worldOf(euWest), root)).toHaveLength(1);
  });

  it("takes the right ones", async () => {
    expect(await refusals(rightPack(true), worldOf(china), root)).toEqual([]);
    for (const stack of [euWest, globalStack])
      expect(await refusals(rightPack(false), worldOf(stack), root)).toEqual([]);
  });
});
