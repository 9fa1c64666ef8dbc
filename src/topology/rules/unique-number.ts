/** A number belongs to one region: its network derives from it. Blamed on the region whose network has another number. */
import { at, type Rule, shared } from "./rule";

export const uniqueNumber: Rule = (draft) => {
  const taken = new Set(draft.regions.map(({ number }) => number));
  const free = Array.from({ length: 254 }, (_, index) => index + 1).find((number) => !taken.has(number));
  return [...shared(draft.regions, ({ number }) => number)].flatMap(([number, group]) => {
    const owner = group.find(({ network }) => network?.cidr === `10.${number}.0.0/16`) ?? group[0];
    return group
      .filter((region) => region !== owner)
      .map((region) =>
        at(region, ["number"], number, `a number of its own, such as ${free}; ${owner?.name} has ${number}`),
      );
  });
};
