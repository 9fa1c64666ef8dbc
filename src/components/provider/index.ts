/** The provider of a region: one explicit instance per stack, in the region's account and location. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { Region } from "../../topology/schema";

const providers: Record<Cloud, (region: Region) => Promise<pulumi.ProviderResource>> = {
  aws: async (region) => (await import("./aws")).createAwsProvider(region, region.name),
  gcp: async (region) => (await import("./gcp")).createGcpProvider(region, region.name),
  alicloud: async (region) => (await import("./alicloud")).createAlicloudProvider(region, region.name),
};

export function createProvider(region: Region): Promise<pulumi.ProviderResource> {
  return providers[region.cloud](region);
}
