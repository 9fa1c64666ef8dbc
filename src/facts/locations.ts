/**
 * Where each cloud's locations lie: the one fact that residency is judged by.
 *
 * A leaf that everybody may import (schema, plans, sandbox and policies): it states facts and decides nothing.
 */
import { alicloudLocations } from "./alicloud";
import { awsLocations } from "./aws";
import { gcpLocations } from "./gcp";
import type { Cloud, Location } from "./location";

export { type Cloud, type Country, clouds, type Location } from "./location";

const locations: Readonly<Record<Cloud, readonly Location[]>> = {
  aws: awsLocations,
  gcp: gcpLocations,
  alicloud: alicloudLocations,
};

const byCode: Readonly<Record<Cloud, ReadonlyMap<string, Location>>> = {
  aws: index(awsLocations),
  gcp: index(gcpLocations),
  alicloud: index(alicloudLocations),
};

function index(list: readonly Location[]): ReadonlyMap<string, Location> {
  return new Map(list.map((entry) => [entry.code, entry]));
}

/** Every location of a cloud. */
export function locationsOf(cloud: Cloud): readonly Location[] {
  return locations[cloud];
}

/** The location with exactly this code, or undefined when the cloud has none. */
export function findLocation(cloud: Cloud, code: string): Location | undefined {
  return byCode[cloud].get(code);
}

/** The location that a zone belongs to (`us-east-1a` → us-east-1), or undefined when no location of the cloud has it. */
export function locationOfZone(cloud: Cloud, zone: string): Location | undefined {
  return locations[cloud].find((entry) => entry.zones.includes(zone));
}
