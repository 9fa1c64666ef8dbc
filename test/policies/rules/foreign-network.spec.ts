import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foreignNetwork } from "../../../policies/rules/foreign-network";
import { china, globalStack, providerOf, refusals, usEast, worldOf } from "../harness";

const say = (stack: Parameters<typeof worldOf>[0], value: unknown) =>
  refusals(foreignNetwork, worldOf(stack), {
    type: "aws:ec2/route:Route",
    props: { value },
    provider: providerOf(usEast),
  });

describe("foreign-network", () => {
  it.each(["10.4.0.0/16", "10.4.12.0/24", "10.4.1.7", "10.0.0.0/8", "tcp://10.4.1.7:5432", '{"cidr":"10.4.0.0/17"}'])(
    "refuses %s outside China",
    async (value) => {
      for (const stack of [usEast, globalStack]) expect(await say(stack, value)).toHaveLength(1);
    },
  );

  it.each(["10.1.0.0/16", "10.2.3.4", "10.3.0.0/18"])("refuses %s in China", async (value) => {
    expect(await say(china, value)).toHaveLength(1);
  });

  it.each(["0.0.0.0/0", "10.1.0.0/16", "10.2.0.0/16", "130.211.0.0/22", "999.4.0.1", "1.10.4.0.1", "110.4.0.1"])(
    "lets %s be outside China",
    async (value) => {
      expect(await say(usEast, value)).toEqual([]);
    },
  );

  it("says where and whose, however deep it stands", async () => {
    expect(await say(china, { rules: [{ cidrs: ["10.1.9.0/24"] }] })).toEqual([
      "it (aws:ec2/route:Route): value.rules.0.cidrs.0 has 10.1.9.0/24, which reaches into us-east (10.1.0.0/16), across the border of china",
    ]);
  });

  it("takes what a network policy takes out of a block, and nothing else it names", async () => {
    const policy = (ipBlock: object) =>
      refusals(foreignNetwork, worldOf(usEast), {
        type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        props: { spec: { egress: [{ to: [{ ipBlock }] }] } },
        provider: providerOf(usEast),
      });
    expect(await policy({ cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "10.4.0.0/16"] })).toEqual([]);
    expect(await policy({ cidr: "10.4.0.0/16" })).toHaveLength(1);
    expect(await say(usEast, { ipBlock: { except: ["10.4.0.0/16"] } })).toHaveLength(1);
  });

  it("refuses every block that touches China's network and no other", async () => {
    const byte = fc.integer({ min: 0, max: 255 });
    await fc.assert(
      fc.asyncProperty(byte, byte, byte, fc.integer({ min: 1, max: 32 }), async (b, c, d, bits) => {
        const base = ((10 << 24) | (b << 16) | (c << 8) | d) >>> 0;
        const mask = (0xffffffff << (32 - Math.min(bits, 16))) >>> 0;
        const chinas = ((10 << 24) | (4 << 16)) >>> 0;
        expect((await say(usEast, `10.${b}.${c}.${d}/${bits}`)).length > 0).toBe(
          (base & mask) >>> 0 === (chinas & mask) >>> 0,
        );
      }),
    );
  });
});
