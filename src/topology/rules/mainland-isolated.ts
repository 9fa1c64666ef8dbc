/** A region in mainland China is isolated (CSL, PIPL): it can not be a peer among others. */
import { isMainlandChina } from "../../facts/jurisdictions";
import { findLocation } from "../../facts/locations";
import { at, perRegion } from "./rule";

export const mainlandIsolated = perRegion((region) => {
  const { cloud, location, isolated } = region;
  const found = cloud && location && findLocation(cloud, location);
  if (!found || isolated !== false || !isMainlandChina(found)) return undefined;
  return at(region, ["isolated"], isolated, `true: ${location} is in mainland China (${found.place})`);
});
