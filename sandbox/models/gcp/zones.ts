/** Zones: what lies in one, and which region that is. */
import { findLocation, locationOfZone } from "../../../src/facts/locations";
import type { ModelContext, Refusal, Value } from "../../core/model";
import { invalid, text } from "./common";

export const regionOfZone = (zone: Value | undefined): string | undefined =>
  locationOfZone("gcp", text(zone) ?? "")?.code;

/** A zone there is none of, or one outside the region that the provider points to. */
export function zoneRefusals({ inputs, placement }: Pick<ModelContext, "inputs" | "placement">): Refusal[] {
  const zone = text(inputs.zone);
  if (zone === undefined) return [];
  if (regionOfZone(zone) === undefined) return [invalid("zone", `'${zone}'. There is no such zone`)];
  const here = findLocation("gcp", placement.region);
  return here && !here.zones.includes(zone)
    ? [invalid("zone", `'${zone}'. It is not in ${here.code}: ${here.zones.join(", ")}`)]
    : [];
}
