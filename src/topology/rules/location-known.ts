/** Location and DR location exist in the region's cloud. */
import { findLocation, locationsOf } from "../../facts/locations";
import { nearest } from "../suggest";
import { at, type Finding, perRegion } from "./rule";

export const locationKnown = perRegion((region): Finding[] => {
  const { cloud } = region;
  if (cloud === undefined) return [];
  return (["location", "drLocation"] as const).flatMap((key) => {
    const code = region[key];
    if (code === undefined || findLocation(cloud, code)) return [];
    const codes = locationsOf(cloud).map((location) => location.code);
    const meant = nearest(code, codes);
    return [
      at(
        region,
        [key],
        code,
        `a location of ${cloud}${meant ? `; did you mean "${meant}"?` : `, such as ${codes[0]}`}`,
      ),
    ];
  });
});
