/** The mesh never reaches an isolated region (spec section 4). */
import type { Finding, Rule } from "./rule";

export const isolatedLinks: Rule = (draft) => {
  const isolated = new Set(draft.regions.filter((region) => region.isolated === true).map(({ name }) => name));
  return draft.links.flatMap(({ index, value: { between } }) =>
    between.flatMap((name, end): Finding[] =>
      isolated.has(name)
        ? [
            {
              path: ["mesh", "links", index, "between", end],
              value: name,
              expected: "a region that is not isolated: the mesh never reaches one that is",
            },
          ]
        : [],
    ),
  );
};
