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

/** What carries objects along an edge, or lets them in: it has to say where the other end is. */
const carriers: ReadonlySet<string> = new Set([
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:kms/key:Key",
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
  "alicloud:ims/oidcProvider:OidcProvider",
  "alicloud:oss/bucketReplication:BucketReplication",
  "alicloud:ram/role:Role",
  "kubernetes:batch/v1:CronJob",
  "kubernetes:core/v1:ConfigMap",
]);

export const locationElsewhere: Rule = {
  name: "location-elsewhere",
  description:
    "No property names a location outside the residency of the stack; what carries a declared replication names its other end.",
  controls: ["CCC.Core.CN10", "GDPR ch. V", "PIPL ch. III"],
  judge({ type, world: { self, partners }, texts }) {
    if (self.kind === "global") return notApplicable("the edge names every region");
    const ends = new Set(carriers.has(type) ? partners.map(({ location }) => location) : []);
    const residency = `the residency of ${self.name} (${self.jurisdiction}: ${self.residency.join(", ")})`;
    const found = texts().flatMap(({ path, value }) =>
      mentioned(value).flatMap((name) => {
        const country = countryOf(name, self.cloud);
        const inside = country === undefined || self.countries.has(country) || ends.has(name);
        return inside ? [] : `${path} names ${name} in ${country}, outside ${residency}`;
      }),
    );
    return none([...new Set(found)]);
  },
};
