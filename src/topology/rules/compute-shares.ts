/** The shares of the service's compute make 100 over all regions, the isolated ones too (spec section 1). */
import type { Rule } from "./rule";
import { sumTo100 } from "./sum";

export const computeShares: Rule = (draft) => sumTo100(draft, "computeShare", () => true, "all regions");
