/** The region lies where its own residency lets its data lie. */
import { countriesOf } from "../../facts/jurisdictions";
import { findLocation } from "../../facts/locations";
import { at, perRegion } from "./rule";

export const locationResidency = perRegion((region) => {
  const { cloud, location, residency } = region;
  const found = cloud && location && findLocation(cloud, location);
  if (!found || !residency || countriesOf(residency.countries).has(found.country)) return undefined;
  return at(
    region,
    ["location"],
    location,
    `a location in ${residency.countries.join(", ")}; ${location} is in ${found.country} (${found.place})`,
  );
});
