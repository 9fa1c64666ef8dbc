/** The cache of a region: the contract and the choice by cloud. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { RegionContext } from "../component";
import type { Cache, CacheArgs } from "./contract";

export type { Cache, CacheArgs } from "./contract";

type CacheConstructor = new (context: RegionContext, provider: pulumi.ProviderResource, args: CacheArgs) => Cache;

const caches: Record<Cloud, () => Promise<CacheConstructor>> = {
  aws: async () => (await import("./aws")).AwsCache,
  gcp: async () => (await import("./gcp")).GcpCache,
  alicloud: async () => (await import("./alicloud")).AlicloudCache,
};

export async function createCache(
  context: RegionContext,
  provider: pulumi.ProviderResource,
  args: CacheArgs,
): Promise<Cache> {
  return new (await caches[context.region.cloud]())(context, provider, args);
}
