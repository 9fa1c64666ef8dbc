/** One naming rule for everything physical: `<service>-<environment>-<region>-<purpose>`, cut to each cloud's limit. */
import { createHash } from "node:crypto";
import type { Region, Shared } from "../topology/schema";

/** Characters a physical name may have; the strictest that any resource we name accepts (GCP: RFC 1035, 63). */
const gcpLimit = 63;

export interface Naming {
  /**
   * A physical name: lower-case letters, digits and hyphens, starting with a letter, never ending in a hyphen.
   * Names longer than `limit` (characters) keep their head and end in a hash of the whole, so they stay distinct.
   */
  name(purpose: string, limit?: number): string;
  /** As `name`, with a hash of the account, for names that are unique over all customers of a cloud (buckets). */
  globalName(purpose: string, limit?: number): string;
  /** Tags or labels every taggable resource carries; keys and values fit AWS tags, GCP labels and Alibaba tags alike. */
  readonly tags: Readonly<Record<string, string>>;
}

function hash(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}

function cut(name: string, limit: number): string {
  if (name.length <= limit) return name;
  return `${name.slice(0, limit - 7).replace(/-+$/, "")}-${hash(name, 6)}`;
}

/** Tag keys that a policy insists on; see policies/rules/required-tags. */
export const tagKeys = [
  "meridian-service",
  "meridian-environment",
  "meridian-stack",
  "meridian-residency",
  "meridian-owner",
] as const;

export function naming(shared: Shared, region: Region): Naming {
  const prefix = `${shared.service}-${shared.environment}-${region.name}`;
  const name = (purpose: string, limit = gcpLimit) => cut(`${prefix}-${purpose}`, limit);
  return {
    name,
    globalName: (purpose, limit = gcpLimit) => cut(`${prefix}-${purpose}-${hash(region.account, 6)}`, limit),
    tags: {
      "meridian-service": shared.service,
      "meridian-environment": shared.environment,
      "meridian-stack": region.name,
      "meridian-residency": region.residency.jurisdiction,
      "meridian-owner": shared.owner,
    },
  };
}
