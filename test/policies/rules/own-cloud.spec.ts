import { describe, expect, it } from "vitest";
import { ownCloud } from "../../../policies/rules/own-cloud";
import { china, euWest, globalStack, refusals, usEast, worldOf } from "../harness";

const say = (stack: Parameters<typeof worldOf>[0], pkg: string) =>
  refusals(ownCloud, worldOf(stack), { type: `${pkg}:any/thing:Thing`, provider: { type: pkg } });

describe("own-cloud", () => {
  it.each([
    [china, "alicloud"],
    [china, "kubernetes"],
    [euWest, "gcp"],
    [usEast, "aws"],
    [globalStack, "cloudflare"],
  ])("$0.name takes %s", async (stack, pkg) => {
    expect(await say(stack, pkg)).toEqual([]);
  });

  it.each([
    [china, "aws"],
    [china, "cloudflare"],
    [china, "tls"],
    [euWest, "aws"],
    [globalStack, "aws"],
    [globalStack, "kubernetes"],
  ])("$0.name refuses %s", async (stack, pkg) => {
    expect(await say(stack, pkg)).toHaveLength(1);
    expect(await refusals(ownCloud, worldOf(stack), { type: `pulumi:providers:${pkg}` })).toHaveLength(1);
  });

  it("says what the stack takes", async () => {
    expect(await say(china, "aws")).toEqual([
      "it (aws:any/thing:Thing): it belongs to aws; china takes alicloud, kubernetes, random only",
    ]);
  });
});
