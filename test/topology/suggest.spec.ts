/** "Did you mean". */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, distance, nearest } from "../../src/topology/suggest";

describe("distance", () => {
  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["kitten", "sitting", 3],
    ["wets", "west", 1],
    ["ca", "abc", 3],
  ] as const)("%s to %s is %d", (a, b, edits) => {
    expect(distance(a, b)).toBe(edits);
  });

  it("is zero for the same, the same both ways, and at most the longer length", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(distance(a, a)).toBe(0);
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe("nearest", () => {
  it("is what was meant, whatever the case", () => {
    expect(nearest("us-esat-1", ["us-east-1", "us-west-1"])).toBe("us-east-1");
    expect(nearest("timezone", ["timeZone", "tier"])).toBe("timeZone");
  });

  it("is nothing when nothing is near", () => {
    expect(nearest("moon", ["us-east-1", "tier"])).toBeUndefined();
    expect(didYouMean(7, ["7"])).toBe("");
    expect(didYouMean("teir", ["tier"])).toBe('; did you mean "tier"?');
  });
});
