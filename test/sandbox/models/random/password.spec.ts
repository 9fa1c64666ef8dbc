import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../../../sandbox/models/random/index";
import { driver } from "../../core/harness";

const type = "random:index/randomPassword:RandomPassword";
const here = { account: "", region: "" };

describe("a random password", () => {
  it("has the length and the least of each alphabet, and nothing else", () => {
    const least = fc.integer({ min: 0, max: 4 });
    fc.assert(
      fc.property(least, least, least, least, fc.integer({ min: 16, max: 40 }), (a, b, c, d, length) => {
        const inputs = { length, minLower: a, minUpper: b, minNumeric: c, minSpecial: d, overrideSpecial: "-_" };
        const result = String(driver(random, here).make(type, "p", inputs).state.result);
        expect(result).toMatch(new RegExp(`^[A-Za-z0-9_-]{${length}}$`));
        expect(result.match(/[a-z]/g)?.length ?? 0).toBeGreaterThanOrEqual(a);
        expect(result.match(/[A-Z]/g)?.length ?? 0).toBeGreaterThanOrEqual(b);
        expect(result.match(/[0-9]/g)?.length ?? 0).toBeGreaterThanOrEqual(c);
        expect(result.match(/[-_]/g)?.length ?? 0).toBeGreaterThanOrEqual(d);
      }),
      { numRuns: 30 },
    );
  });

  it("is another one each time, and stays what it is", () => {
    const cloud = driver(random, here);
    const first = cloud.make(type, "first", { length: 32 });
    expect(cloud.make(type, "second", { length: 32 }).state.result).not.toBe(first.state.result);
    expect(cloud.instance.read(first)?.state.result).toBe(first.state.result);
  });

  it("is refused when it is shorter than what it has to hold", () => {
    const cloud = driver(random, here);
    const asked = {
      type,
      urn: "urn:pulumi:s::p::random:index/randomPassword:RandomPassword::x",
      news: { length: 3, minLower: 4 },
    };
    expect(cloud.instance.check({ ...asked, olds: {} }).failures.map(({ property }) => property)).toEqual(["length"]);
  });
});
