/** What a location is. */
export const clouds = ["aws", "gcp", "alicloud"] as const;
export type Cloud = (typeof clouds)[number];

/** ISO 3166-1 alpha-2, upper case: `US`, `DE`, `CN`. */
export type Country = string;

export interface Location {
  readonly cloud: Cloud;
  /** The cloud's own code: `us-east-1`, `europe-west3`, `cn-hangzhou`. */
  readonly code: string;
  readonly country: Country;
  /** City or state, for people: `Frankfurt`. */
  readonly place: string;
  /** Zone names in the cloud's own spelling: `us-east-1a`, `europe-west3-a`, `cn-hangzhou-h`. */
  readonly zones: readonly string[];
}

/** Zones hang their letter on a code that ends in `-1` directly, on any other with a hyphen; GCP always has the hyphen. */
function zoneName(cloud: Cloud, code: string, letter: string): string {
  return cloud !== "gcp" && /-\d+$/.test(code) ? `${code}${letter}` : `${code}-${letter}`;
}

/** A location whose zones are told by their letters. */
export function location(cloud: Cloud, code: string, country: Country, place: string, letters: string): Location {
  return { cloud, code, country, place, zones: [...letters].map((letter) => zoneName(cloud, code, letter)) };
}
