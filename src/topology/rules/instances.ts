/** A region can not be told to shrink below more than it may grow to. */
import { at, perRegion } from "./rule";

export const instances = perRegion((region) => {
  const { capacity } = region;
  if (capacity === undefined || capacity.minInstances <= capacity.maxInstances) return undefined;
  const { minInstances, maxInstances } = capacity;
  return at(region, ["capacity", "minInstances"], minInstances, `at most maxInstances, which is ${maxInstances}`);
});
