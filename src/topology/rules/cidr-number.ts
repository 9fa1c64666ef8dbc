/** The block of region number N is 10.N.0.0/16, so that an address tells its region (spec section 2). */
import { regionBlock } from "./cidr-form";
import { at, type Rule, shared } from "./rule";

export const cidrNumber: Rule = (draft) => {
  // An overlap and a number used twice have their own rules; one mistake is one finding.
  const overlapping = shared(draft.regions, ({ network }) => network?.cidr);
  const numbers = shared(draft.regions, ({ number }) => number);
  return draft.regions.flatMap((region) => {
    const { number, network } = region;
    if (number === undefined || network === undefined || !regionBlock(network.cidr)) return [];
    const own = `10.${number}.0.0/16`;
    if (network.cidr === own || numbers.has(number) || overlapping.has(network.cidr)) return [];
    return [at(region, ["network", "cidr"], network.cidr, `${own}, the block of region number ${number}`)];
  });
};
