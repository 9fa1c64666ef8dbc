/** Nothing of any class leaves or enters an isolated region (spec section 3). */
import type { Finding, Rule } from "./rule";

export const isolatedEdges: Rule = (draft) => {
  const isolated = new Set(draft.regions.filter((region) => region.isolated === true).map(({ name }) => name));
  return draft.edges.flatMap(({ index, value: edge }) =>
    (["from", "to"] as const)
      .filter((end) => isolated.has(edge[end]))
      .map(
        (end): Finding => ({
          path: ["replication", index, end],
          value: edge[end],
          expected: `a region that is not isolated: nothing of ${edge.dataClass} leaves or enters ${edge[end]}`,
        }),
      ),
  );
};
