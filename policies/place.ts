/** Where a resource comes to lie: the effective region, from its own properties and its provider's. */

import { countriesOf } from "../src/facts/jurisdictions";
import { type Cloud, type Country, clouds, findLocation, locationOfZone, locationsOf } from "../src/facts/locations";
import { find } from "./properties";
import type { RegionStack } from "./stack";
import type { Subject } from "./subject";
import type { Place } from "./tables/table";

export interface Site {
  /** As it was given: `us-east1-b`, `EUR4`. */
  readonly code: string;
  readonly countries: readonly Country[];
}

/**
 * Google's pairs and areas. Source: "Bucket locations" of Cloud Storage, "Locations" of Firestore and Spanner. Others
 * (ASIA, `europe`, `global`) promise no list of countries and so are unknown.
 */
const googleAreas: Readonly<Record<string, readonly Country[]>> = {
  us: ["US"],
  eu: [...countriesOf(["EU"])],
  asia1: ["JP"],
  nam4: ["US"],
  nam5: ["US"],
  eur3: ["BE", "NL"],
  eur4: ["FI", "NL"],
  eur5: ["BE", "GB"],
  eur7: ["DE", "GB"],
  eur8: ["CH", "DE"],
};

/** `https://…/regions/europe-west3`, `regional-europe-west3`, `EUROPE-WEST3` → `europe-west3`; `oss-cn-beijing` → `cn-beijing`. */
function bare(code: string): string {
  return code
    .slice(code.lastIndexOf("/") + 1)
    .toLowerCase()
    .replace(/^(?:regional|oss)-/, "");
}

/** The location or zone that a cloud calls so; undefined when it has none. */
export function site(cloud: Cloud, code: string): Site | undefined {
  const name = bare(code);
  // A zone that the facts don't list yet still lies where its location lies.
  const found =
    findLocation(cloud, name) ?? locationOfZone(cloud, name) ?? findLocation(cloud, name.replace(/-?[a-z]$/, ""));
  if (found) return { code, countries: [found.country] };
  const countries = cloud === "gcp" ? googleAreas[name] : undefined;
  return countries && { code, countries };
}

const namesOf: Readonly<Record<Cloud, ReadonlyMap<string, Country>>> = {
  aws: names("aws"),
  gcp: names("gcp"),
  alicloud: names("alicloud"),
};

function names(cloud: Cloud): ReadonlyMap<string, Country> {
  return new Map(
    locationsOf(cloud).flatMap(({ code, zones, country }) =>
      [code, ...zones].map((name): [string, Country] => [name, country]),
    ),
  );
}

/** The country of a location or zone that a cloud calls so. Clouds share names (`eu-west-1`): the given one's meaning wins. */
export function countryOf(name: string, cloud: Cloud): Country | undefined {
  const lower = name.toLowerCase();
  const others = clouds.map((other) => namesOf[other].get(lower));
  return namesOf[cloud].get(lower) ?? others.find((country) => country !== undefined);
}

export type Whereabouts = { readonly sites: readonly Site[] } | { readonly unknown: string };

/** The effective sites: what the resource says of itself beats what its provider says. */
export function whereabouts(cloud: Cloud, place: Place & { kind: "located" }, subject: Subject): Whereabouts {
  for (const path of place.paths) {
    const own = find(subject.properties, path);
    if (own.length > 0) return located(cloud, own, path);
  }
  const given = place.paths.length > 0 ? ` (${place.paths.join(", ")})` : "";
  if (!place.fallback) return { unknown: `it says no location${given}, and the type has no other source of one` };
  const inherited = subject.provider ? find(subject.provider.properties, place.fallback) : [];
  if (inherited.length > 0) return located(cloud, inherited, `${place.fallback} of its provider`);
  return { unknown: `neither the resource${given} nor its provider (${place.fallback}) says a location` };
}

function located(cloud: Cloud, values: ReturnType<typeof find>, source: string): Whereabouts {
  const sites: Site[] = [];
  for (const value of values) {
    if (!value.known) return { unknown: `${source} is not known yet; give it as a literal` };
    if (typeof value.value !== "string") return { unknown: `${source} is no text` };
    const found = site(cloud, value.value);
    if (!found)
      return { unknown: `${source} is ${value.value}, which is no location of ${cloud} that src/facts knows` };
    sites.push(found);
  }
  return { sites };
}

/** Why a site is outside the residency; undefined when all of it is inside. */
export function outside({ code, countries }: Site, stack: RegionStack): string | undefined {
  const abroad = countries.filter((country) => !stack.countries.has(country));
  if (abroad.length === 0) return undefined;
  return `${code} lies in ${abroad.join(", ")}, outside the residency of ${stack.name} (${stack.jurisdiction}: ${stack.residency.join(", ")})`;
}
