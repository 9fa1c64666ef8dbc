/** A name in a zone belongs to one region, or its requests would end up in another. */
import { at, type Rule, shared } from "./rule";

export const uniqueHost: Rule = (draft) => {
  const names = shared(
    draft.regions,
    ({ host, zone }) => host && `${host}.${zone ?? draft.shared.zone ?? ""}`.toLowerCase(),
  );
  return [...names.values()].flatMap(([first, ...others]) =>
    others.map((region) => at(region, ["host"], region.host, `a host of its own; ${first?.name} has this one`)),
  );
};
