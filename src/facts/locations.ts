/**
 * Where each cloud's locations lie: the one fact that residency is judged by.
 *
 * A leaf that everybody may import (schema, plans, sandbox and policies): it states facts and decides nothing.
 * Sources: AWS "Regions and Availability Zones", Google Cloud "Regions and zones", Alibaba Cloud "Regions and zones".
 */
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
  /** Zone names in the cloud's own spelling: `us-east-1a`, `europe-west3-a`, `cn-hangzhou-h`. At least three. */
  readonly zones: readonly string[];
}
