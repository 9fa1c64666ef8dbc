/** A region spans three zones (spec section 2), so its location has at least as many. */
import { findLocation, locationsOf } from "../../facts/locations";
import { zonesPerRegion } from "../zones";
import { at, perRegion } from "./rule";

export const threeZones = perRegion((region) => {
  const { cloud, location } = region;
  const found = cloud && location && findLocation(cloud, location);
  if (!found || found.zones.length >= zonesPerRegion) return undefined;
  const near = locationsOf(cloud).filter(
    ({ country, zones }) => country === found.country && zones.length >= zonesPerRegion,
  );
  const such = near.length > 0 ? `, such as ${near.map(({ code }) => code).join(", ")}` : "";
  return at(
    region,
    ["location"],
    location,
    `a location with three zones or more${such}; ${location} has ${found.zones.length} (${found.zones.join(", ")})`,
  );
});
