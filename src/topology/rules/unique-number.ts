/** A number belongs to one region: networks, AS paths and names derive from it. */
import { at, type Rule, shared } from "./rule";

export const uniqueNumber: Rule = (draft) => {
  const taken = new Set(draft.regions.map(({ number }) => number));
  const free = Array.from({ length: 254 }, (_, index) => index + 1).find((number) => !taken.has(number));
  return [...shared(draft.regions, ({ number }) => number)].flatMap(([number, [first, ...others]]) =>
    others.map((region) =>
      at(region, ["number"], number, `a number of its own, such as ${free}; ${first?.name} has ${number}`),
    ),
  );
};
