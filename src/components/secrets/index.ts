/** The secrets of a region: the contract and the choice by cloud. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { RegionContext } from "../component";
import type { SecretStore, SecretStoreArgs } from "./contract";

export type { GeneratedSecret, SecretReference, SecretStore, SecretStoreArgs } from "./contract";

type SecretStoreConstructor = new (
  context: RegionContext,
  provider: pulumi.ProviderResource,
  args: SecretStoreArgs,
) => SecretStore;

const stores: Record<Cloud, () => Promise<SecretStoreConstructor>> = {
  aws: async () => (await import("./aws")).AwsSecretStore,
  gcp: async () => (await import("./gcp")).GcpSecretStore,
  alicloud: async () => (await import("./alicloud")).AlicloudSecretStore,
};

export async function createSecretStore(
  context: RegionContext,
  provider: pulumi.ProviderResource,
  args: SecretStoreArgs,
): Promise<SecretStore> {
  return new (await stores[context.region.cloud]())(context, provider, args);
}
