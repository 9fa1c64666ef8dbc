/** The buckets of a region: the contract and the choice by cloud. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { ObjectEdge } from "../../plan/replication";
import type { BucketPlan } from "../../plan/storage";
import type { RegionContext } from "../component";
import type { drKeyPurposes, KeyRing } from "../keys/contract";
import type { Storage } from "./contract";

export type { Bucket, Storage } from "./contract";

export interface StorageArgs {
  readonly plans: readonly BucketPlan[];
  /** Edges out of this region and into it; only those with mechanism `native` are this component's. */
  readonly outgoing: readonly ObjectEdge[];
  readonly incoming: readonly ObjectEdge[];
  readonly keys: KeyRing;
  /** The DR location: its provider and its keys. */
  readonly dr: { readonly provider: pulumi.ProviderResource; readonly keys: KeyRing<(typeof drKeyPurposes)[number]> };
}

type StorageConstructor = new (context: RegionContext, provider: pulumi.ProviderResource, args: StorageArgs) => Storage;

const storages: Record<Cloud, () => Promise<StorageConstructor>> = {
  aws: async () => (await import("./aws")).AwsStorage,
  gcp: async () => (await import("./gcp")).GcpStorage,
  alicloud: async () => (await import("./alicloud")).AlicloudStorage,
};

export async function createStorage(
  context: RegionContext,
  provider: pulumi.ProviderResource,
  args: StorageArgs,
): Promise<Storage> {
  return new (await storages[context.region.cloud]())(context, provider, args);
}
