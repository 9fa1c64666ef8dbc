/** Nothing names a location outside the residency: no replica, copy target, endpoint service or ARN elsewhere. */
import { countryOf } from "../place";
import type { Rule } from "../rule";
import { none, notApplicable } from "../verdict";

/** `…/locations/us-east1/keyRings/k`, `arn:aws:kms:us-east-1:…`, `com.amazonaws.us-east-1.s3`. */
const embedded =
  /(?:locations|regions|zones)\/([a-z0-9-]+)|arn:aws[a-z-]*:[^:]*:([a-z0-9-]+):|com\.amazonaws\.([a-z0-9-]+)\./g;

/** The longest name of a location or zone is shorter. */
const longestName = 32;

function mentioned(value: string): string[] {
  const found = value.length < longestName ? [value] : [];
  if (!value.includes("/") && !value.includes("arn:aws") && !value.includes("com.amazonaws.")) return found;
  return [...found, ...[...value.matchAll(embedded)].flatMap((match) => match[1] ?? match[2] ?? match[3] ?? [])];
}

export const locationElsewhere: Rule = {
  name: "location-elsewhere",
  description: "No property names a location outside the residency of the stack.",
  controls: ["CCC.Core.CN10", "GDPR ch. V", "PIPL ch. III"],
  judge({ world: { self }, texts }) {
    if (self.kind === "global") return notApplicable("the edge names every region");
    const residency = `the residency of ${self.name} (${self.jurisdiction}: ${self.residency.join(", ")})`;
    const found = texts().flatMap(({ path, value }) =>
      mentioned(value).flatMap((name) => {
        const country = countryOf(name, self.cloud);
        const inside = country === undefined || self.countries.has(country);
        return inside ? [] : `${path} names ${name} in ${country}, outside ${residency}`;
      }),
    );
    return none([...new Set(found)]);
  },
};
