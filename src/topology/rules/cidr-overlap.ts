/**
 * No two regions' blocks overlap, or their mesh could not route. Blamed on the region whose block is not that of its
 * number, and on the later one where neither or both are.
 */
import { regionBlock } from "./cidr-form";
import { at, type Finding, type Rule, shared } from "./rule";

/** Blocks that several regions have; well-formed blocks overlap only when they are the same. */
export const cidrOverlap: Rule = (draft) => {
  const same = shared(draft.regions, ({ network }) =>
    network && regionBlock(network.cidr) ? network.cidr : undefined,
  );
  return [...same].flatMap(([cidr, group]): Finding[] => {
    if (new Set(group.map(({ number }) => number)).size < group.length) return []; // the numbers are the mistake
    const owner = group.find(({ number }) => cidr === `10.${number}.0.0/16`) ?? group[0];
    return group
      .filter((region) => region !== owner)
      .map((region) =>
        at(
          region,
          ["network", "cidr"],
          cidr,
          `10.${region.number ?? "N"}.0.0/16 (${cidr} overlaps ${owner?.name}'s network)`,
        ),
      );
  });
};
