/** Replicas and backups are data too: the DR location is another one, inside the same residency. */
import { countriesOf } from "../../facts/jurisdictions";
import { findLocation, locationsOf } from "../../facts/locations";
import { at, perRegion } from "./rule";

export const drResidency = perRegion((region) => {
  const { cloud, location, drLocation, residency } = region;
  const found = cloud && drLocation && findLocation(cloud, drLocation);
  if (!found) return undefined;
  const allowed = residency && countriesOf(residency.countries);
  const choices = locationsOf(cloud)
    .filter(({ code, country }) => code !== location && (allowed?.has(country) ?? true))
    .map(({ code }) => code);
  const such = choices.length > 0 ? `, such as ${choices.slice(0, 3).join(", ")}` : `; ${cloud} has none there`;
  if (drLocation === location)
    return at(region, ["drLocation"], drLocation, `another location than the region's own${such}`);
  if (allowed === undefined || allowed.has(found.country)) return undefined;
  return at(
    region,
    ["drLocation"],
    drLocation,
    `a location in ${residency?.countries.join(", ")}${such}; ${drLocation} is in ${found.country} (${found.place})`,
  );
});
