/** A region's buckets: one per purpose, versioned, under a customer key, closed to the public (spec sections 2 and 3). */
import type * as pulumi from "@pulumi/pulumi";
import type { ObjectEdge } from "../../plan/replication";
import type { BucketPlan, BucketPurpose } from "../../plan/storage";
import type { drKeyPurposes, KeyRing } from "../keys/contract";

export interface Bucket {
  readonly name: pulumi.Output<string>;
  /** What grants name: ARN (AWS), bucket name (Google Cloud, Alibaba Cloud). */
  readonly id: pulumi.Output<string>;
}

export interface Storage extends pulumi.Resource {
  readonly buckets: Readonly<Record<BucketPurpose, Bucket>>;
  /**
   * Native edges whose far bucket is not there yet: clouds refuse a rule to a bucket that does not exist, and no region
   * waits for another. The next `up` makes the rules of those that exist then.
   */
  readonly waiting: pulumi.Output<readonly ObjectEdge[]>;
}

export interface StorageArgs {
  readonly plans: readonly BucketPlan[];
  /** Edges out of this region and into it; only those with mechanism `native` are this component's. */
  readonly outgoing: readonly ObjectEdge[];
  readonly incoming: readonly ObjectEdge[];
  readonly keys: KeyRing;
  /** The DR location: its provider and its keys. */
  readonly dr: { readonly provider: pulumi.ProviderResource; readonly keys: KeyRing<(typeof drKeyPurposes)[number]> };
}
