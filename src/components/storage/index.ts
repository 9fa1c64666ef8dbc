/** The buckets of a region: the contract and the choice by cloud. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { RegionContext } from "../component";
import type { Storage, StorageArgs } from "./contract";

export type { Bucket, Storage, StorageArgs } from "./contract";

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
