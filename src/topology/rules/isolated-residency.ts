/** An isolated region's data stays in its own country, and no other region's data lies in mainland China. */
import { countriesOf } from "../../facts/jurisdictions";
import { findLocation } from "../../facts/locations";
import { at, perRegion } from "./rule";

export const isolatedResidency = perRegion((region) => {
  const { cloud, location, residency, isolated } = region;
  const found = cloud && location && findLocation(cloud, location);
  if (isolated === undefined || residency === undefined || !found) return undefined;
  const countries = countriesOf(residency.countries);
  if (isolated) {
    if (countries.size === 1 || !countries.has(found.country)) return undefined; // lying elsewhere is location-residency's
    return at(
      region,
      ["residency", "countries"],
      residency.countries,
      `[${found.country}] alone, since the region is isolated`,
    );
  }
  if (!countries.has("CN") || found.country === "CN") return undefined; // lying there is mainland-isolated's
  return at(
    region,
    ["residency", "countries"],
    residency.countries,
    "no CN: mainland China is a region of its own, isolated from all others",
  );
});
