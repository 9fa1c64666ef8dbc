/** The registry of a region: the contract and the choice by cloud. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { RegionContext } from "../component";
import type { Registry, RegistryArgs } from "./contract";

export type { Registry, RegistryArgs, Upstream } from "./contract";

type RegistryConstructor = new (
  context: RegionContext,
  provider: pulumi.ProviderResource,
  args: RegistryArgs,
) => Registry;

const registries: Record<Cloud, () => Promise<RegistryConstructor>> = {
  aws: async () => (await import("./aws")).AwsRegistry,
  gcp: async () => (await import("./gcp")).GcpRegistry,
  alicloud: async () => (await import("./alicloud")).AlicloudRegistry,
};

export async function createRegistry(
  context: RegionContext,
  provider: pulumi.ProviderResource,
  args: RegistryArgs,
): Promise<Registry> {
  return new (await registries[context.region.cloud]())(context, provider, args);
}
