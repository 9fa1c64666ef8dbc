import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sizeFor, sizes, throughInternet } from "../../../../src/components/mesh/aws/sizes";

const gbps = (...each: number[]) => each.map((wanted) => ({ bitsPerSecond: wanted * 1e9 }));

describe("the size of a gateway on AWS", () => {
  it("is the smallest that carries the widest tunnel through the internet", () => {
    expect(sizeFor(gbps(5, 1, 5))).toBe("c6gn.xlarge");
    // Below 32 CPUs EC2 lets 5 Gbit/s out, whatever the type's own bandwidth.
    expect(sizeFor(gbps(10, 5))).toBe("c6gn.8xlarge");
    expect(sizeFor(gbps(30))).toBe("c6gn.12xlarge");
  });

  it("takes a path that nobody knows for 1 Gbit/s", () => {
    expect(sizeFor([])).toBe("c6gn.medium");
    expect(sizeFor([{}])).toBe("c6gn.medium");
    expect(sizeFor([{}, ...gbps(2)])).toBe("c6gn.large");
  });

  it("carries what is asked, and the next smaller one would not", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 50, noNaN: true }), (wanted) => {
        const at = sizes.findIndex(({ type }) => type === sizeFor(gbps(wanted)));
        const [below, found] = [sizes[at - 1], sizes[at]];
        expect(found && throughInternet(found)).toBeGreaterThanOrEqual(wanted);
        if (below) expect(throughInternet(below)).toBeLessThan(Math.max(1, wanted));
      }),
    );
  });

  it("says what would do where none carries it", () => {
    expect(() => sizeFor(gbps(60))).toThrow(/path of 60 Gbit\/s.*at most 50 Gbit\/s.*bandwidthGbps/);
  });
});
