/** Synthetic fleets are topologies like any other. */
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { fleet, largestFleet, smallestFleet, stackFiles, writeFleet } from "../../src/topology/fleet";
import { loadTopology } from "../../src/topology/load";
import { emptyDirectory, inMemory, lineOf, root } from "./files";

const sizes = Array.from({ length: largestFleet - smallestFleet + 1 }, (_, index) => smallestFleet + index);

describe("fleet", () => {
  it("is valid by all rules at every size, and read back as it was made", () => {
    for (const size of sizes) {
      const made = fleet(size);
      const files = inMemory(new Map(Object.entries(stackFiles(made, "src/program.cjs"))));
      expect(loadTopology("", [], files), `${size} regions`).toEqual(made);
      expect(made.regions).toHaveLength(size);
    }
  }, 60_000);

  it("is the same in a directory", () => {
    const directory = join(emptyDirectory(), "fleet");
    const made = writeFleet(directory, 9, join(root, "src/program.cjs"));
    expect(made).toEqual(fleet(9));
    expect(loadTopology(directory)).toEqual(made);
    expect(
      lineOf(directory, "Pulumi.yaml", `main: ${relative(directory, join(root, "src/program.cjs"))}`),
    ).toBeGreaterThan(0);
  });

  it("stands on all three clouds", () => {
    expect(new Set(fleet(smallestFleet).regions.map(({ cloud }) => cloud)).size).toBe(3);
  });

  it("grows with its regions, not with their square", () => {
    const edges = (size: number) => fleet(size).shared.replication.length;
    expect(edges(64)).toBeLessThanOrEqual(2 * 64);
    expect(edges(8)).toBeGreaterThanOrEqual(8);
  });

  it.each([0, 3, 65, 4.5, Number.NaN])("refuses %d regions", (size) => {
    expect(() => fleet(size)).toThrow(/a fleet has 4 to 64 regions/);
  });
});
