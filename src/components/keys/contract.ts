/** The key ring of a place: one customer-managed key per purpose, rotated, never used from another region (spec section 2). */
import type * as pulumi from "@pulumi/pulumi";

/** `cluster` envelopes Kubernetes secrets, `disks` the nodes' volumes. */
export const keyPurposes = ["cluster", "disks", "database", "cache", "storage", "registry", "secrets", "logs"] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

/** What the DR location needs keys for. */
export const drKeyPurposes = ["database", "storage"] as const satisfies readonly KeyPurpose[];

/** `home` is the region's location, `dr` its DR location. */
export type Site = "home" | "dr";

export interface KeyRing<Purpose extends KeyPurpose = KeyPurpose> extends pulumi.Resource {
  /**
   * The key of each purpose in the form that the cloud's resources take: ARN (AWS), resource name (Google Cloud), key id
   * (Alibaba Cloud). It resolves once the services of that purpose may use the key.
   */
  readonly keys: Readonly<Record<Purpose, pulumi.Output<string>>>;
}
