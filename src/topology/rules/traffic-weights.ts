/**
 * All of the traffic goes somewhere: the weights of the regions that share it make 100, and an isolated region takes 100
 * of its own.
 */
import { at, type Rule } from "./rule";
import { sumTo100 } from "./sum";

export const trafficWeights: Rule = (draft) => [
  ...sumTo100(draft, "trafficWeight", ({ isolated }) => isolated === false, "the regions that are not isolated"),
  ...draft.regions
    .filter(({ isolated, trafficWeight }) => isolated === true && trafficWeight !== undefined && trafficWeight !== 100)
    .map((region) =>
      at(region, ["trafficWeight"], region.trafficWeight, "100: an isolated region takes all of its own traffic"),
    ),
];
