import { describe, expect, it } from "vitest";
import { providerAccount } from "../../../policies/rules/provider-account";
import { apac, china, euWest, globalStack, providerOf, refusals, unknown, usEast, worldOf } from "../harness";

describe("provider-account", () => {
  it.each([usEast, euWest, apac, china])("takes the provider of $name as the program makes it", async (stack) => {
    const given = { type: `pulumi:providers:${stack.cloud}`, props: providerOf(stack).props ?? {} };
    expect(await refusals(providerAccount, worldOf(stack), given)).toEqual([]);
  });

  it.each([
    {},
    { allowedAccountIds: unknown },
    { allowedAccountIds: '["222222222222"]' },
    { allowedAccountIds: '["111111111111","222222222222"]' },
  ])("refuses an AWS provider with %j", async (props) => {
    expect(await refusals(providerAccount, worldOf(usEast), { type: "pulumi:providers:aws", props })).toHaveLength(1);
  });

  it("refuses another project on a resource", async () => {
    const bucket = (project: string) => ({
      type: "gcp:storage/bucket:Bucket",
      props: { project },
      provider: providerOf(euWest),
    });
    expect(await refusals(providerAccount, worldOf(euWest), bucket("meridian-eu-west"))).toEqual([]);
    expect(await refusals(providerAccount, worldOf(euWest), bucket("somebody-else"))).toEqual([
      "it (gcp:storage/bucket:Bucket): its project is somebody-else; the stack file says meridian-eu-west",
    ]);
    expect(await refusals(providerAccount, worldOf(euWest), bucket(unknown))).toHaveLength(1);
  });

  it("wants the account of the stack file in the global stack", async () => {
    const zone = (id: string) => ({
      type: "cloudflare:index/zone:Zone",
      props: { account: { id } },
      provider: { type: "cloudflare" },
    });
    expect(await refusals(providerAccount, worldOf(globalStack), zone(globalStack.account))).toEqual([]);
    expect(await refusals(providerAccount, worldOf(globalStack), zone("f".repeat(32)))).toHaveLength(1);
  });
});
