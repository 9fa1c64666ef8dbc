/** Zones that are named belong to the location, each once. */
import { findLocation } from "../../facts/locations";
import { nearest } from "../suggest";
import { at, type Finding, perRegion } from "./rule";

export const zonesOfLocation = perRegion((region): Finding[] => {
  const { cloud, location, network } = region;
  const found = cloud && location && findLocation(cloud, location);
  if (!found) return [];
  const zones = network?.zones ?? [];
  return zones.flatMap((zone, index) => {
    if (!found.zones.includes(zone)) {
      const meant = nearest(
        zone,
        found.zones.filter((other) => !zones.includes(other)),
      );
      const hint = meant ? `; did you mean "${meant}"?` : "";
      return [at(region, ["network", "zones", index], zone, `a zone of ${location}: ${found.zones.join(", ")}${hint}`)];
    }
    if (zones.indexOf(zone) !== index) return [at(region, ["network", "zones", index], zone, "three different zones")];
    return [];
  });
});
