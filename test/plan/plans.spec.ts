/** Network, names and retention: examples, and what holds for every region. */
import fc from "fast-check";
import { Netmask } from "netmask";
import { describe, expect, it } from "vitest";
import { naming, tagKeys } from "../../src/plan/naming";
import { block, networkPlan, subnetTiers, zonesPerRegion } from "../../src/plan/network";
import { logRetentionDays, roundUpRetention } from "../../src/plan/retention";
import { loadTopology } from "../../src/topology/load";
import type { Region } from "../../src/topology/schema";
import { root } from "../topology/files";

const { shared, regions } = loadTopology(root);
const [first] = regions;
if (!first) throw new Error("the default topology has no region");
const base: Region = first;

const overlap = ([one, other]: readonly [Netmask, Netmask]): boolean =>
  one.contains(other.base) || other.contains(one.base);

function pairs<T>(list: readonly T[]): [T, T][] {
  return list.flatMap((a, index) => list.slice(index + 1).map((b): [T, T] => [a, b]));
}

describe("networkPlan", () => {
  it("is laid out as its table says", () => {
    const plan = networkPlan(shared, base);
    expect(plan).toEqual({
      cidr: "10.1.0.0/16",
      tiers: { private: "10.1.0.0/17", data: "10.1.128.0/20", public: "10.1.144.0/20" },
      subnets: [
        { tier: "public", zone: 0, cidr: "10.1.144.0/22" },
        { tier: "public", zone: 1, cidr: "10.1.148.0/22" },
        { tier: "public", zone: 2, cidr: "10.1.152.0/22" },
        { tier: "private", zone: 0, cidr: "10.1.0.0/19" },
        { tier: "private", zone: 1, cidr: "10.1.32.0/19" },
        { tier: "private", zone: 2, cidr: "10.1.64.0/19" },
        { tier: "data", zone: 0, cidr: "10.1.128.0/22" },
        { tier: "data", zone: 1, cidr: "10.1.132.0/22" },
        { tier: "data", zone: 2, cidr: "10.1.136.0/22" },
      ],
      services: "10.1.160.0/20",
      managed: "10.1.176.0/20",
      pods: "10.1.192.0/18",
      flowLogRetentionDays: 2190,
    });
  });

  it("overlaps nowhere and stays inside its tier and VPC, for every number", () => {
    for (let number = 1; number <= 254; number++) {
      const cidr = `10.${number}.0.0/16`;
      const { tiers, subnets, services, managed, pods } = networkPlan(shared, { ...base, number, network: { cidr } });
      const vpc = new Netmask(cidr);
      const blocks = [...Object.values(tiers), services, managed, pods].map((inner) => new Netmask(inner));
      expect(blocks.filter((inner) => !vpc.contains(inner)).map(String)).toEqual([]);
      expect(pairs(blocks).filter(overlap).map(String)).toEqual([]);
      const zonal = subnets.map(({ tier, cidr: inner }) => ({
        tier: new Netmask(tiers[tier]),
        block: new Netmask(inner),
      }));
      expect(
        pairs(zonal.map((subnet) => subnet.block))
          .filter(overlap)
          .map(String),
      ).toEqual([]);
      expect(zonal.filter(({ tier, block: inner }) => !tier.contains(inner))).toEqual([]);
      expect(subnets).toHaveLength(subnetTiers.length * zonesPerRegion);
    }
  });

  it("tiles the whole VPC with its blocks", () => {
    const { tiers, services, managed, pods } = networkPlan(shared, base);
    const sizes = [...Object.values(tiers), services, managed, pods].map((cidr) => new Netmask(cidr).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2 ** 16);
  });

  it("has no blocks outside the one asked", () => {
    expect(block("10.1.128.0/20", 22, 3)).toBe("10.1.140.0/22");
    expect(() => block("10.1.128.0/20", 22, 4)).toThrow(RangeError);
    expect(() => block("10.1.128.0/20", 22, -1)).toThrow(RangeError);
    expect(() => block("10.1.128.0/20", 16, 0)).toThrow(RangeError);
  });
});

describe("naming", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/);
  const purpose = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,60}[a-z0-9])?$/);
  const limit = fc.integer({ min: 20, max: 63 });

  it("says what it names", () => {
    expect(naming(shared, base).name("vpc")).toBe("meridian-production-us-east-vpc");
    expect(naming(shared, base).name("private-endpoint-for-everything", 32)).toMatch(
      /^meridian-production-us-ea-[0-9a-f]{6}$/,
    );
  });

  it("stays within the limit and the alphabet", () => {
    fc.assert(
      fc.property(name, name, name, purpose, limit, (service, environment, region, what, most) => {
        const names = naming({ ...shared, service, environment }, { ...base, name: region });
        for (const made of [
          names.name(what, most),
          names.globalName(what, most),
          names.name(what),
          names.globalName(what),
        ]) {
          expect(made).toMatch(/^[a-z][a-z0-9-]*[a-z0-9]$/);
          expect(made.length).toBeLessThanOrEqual(63);
        }
        expect(names.name(what, most).length).toBeLessThanOrEqual(most);
        expect(names.globalName(what, most).length).toBeLessThanOrEqual(most);
      }),
    );
  });

  it("gives different purposes, regions and accounts different names, however short the limit", () => {
    fc.assert(
      fc.property(fc.uniqueArray(purpose, { minLength: 2, maxLength: 8 }), limit, (purposes, most) => {
        const names = naming(shared, base);
        expect(new Set(purposes.map((what) => names.name(what, most))).size).toBe(purposes.length);
        expect(new Set(purposes.map((what) => names.globalName(what, most))).size).toBe(purposes.length);
      }),
    );
    const accounts = ["111122223333", "111122223334"].map((account) =>
      naming(shared, { ...base, account }).globalName("assets"),
    );
    expect(new Set(accounts).size).toBe(2);
    expect(new Set(regions.map((region) => naming(shared, region).name("vpc"))).size).toBe(regions.length);
  });

  it("tags with what every cloud takes", () => {
    for (const region of regions) {
      const { tags } = naming(shared, region);
      expect(Object.keys(tags)).toEqual([...tagKeys]);
      for (const text of Object.entries(tags).flat()) expect(text).toMatch(/^[a-z][a-z0-9_-]{0,62}$/);
    }
  });
});

describe("retention", () => {
  it("is the longest that a framework of the region asks for", () => {
    expect(regions.map((region) => [region.name, logRetentionDays(shared, region)])).toEqual([
      ["us-east", 2190],
      ["eu-west", 365],
      ["apac", 365],
      ["china", 184],
    ]);
  });

  it("rounds up, never down", () => {
    expect(roundUpRetention(184, [180, 365, 400])).toBe(365);
    expect(roundUpRetention(365, [400, 365])).toBe(365);
    expect(() => roundUpRetention(401, [365, 400])).toThrow(/at least 401 days; the longest is 400/);
    expect(() => roundUpRetention(1, [])).toThrow(RangeError);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3653 }),
        fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1 }),
        (days, allowed) => {
          if (Math.max(...allowed) < days) {
            expect(() => roundUpRetention(days, allowed)).toThrow(RangeError);
            return;
          }
          const kept = roundUpRetention(days, allowed);
          expect(allowed).toContain(kept);
          expect(allowed.filter((other) => other >= days && other < kept)).toEqual([]);
        },
      ),
    );
  });
});
