/** The network of a region: the contract and the choice by cloud. Only the chosen cloud's SDK is loaded. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { RegionContext } from "../component";
import type { Network, NetworkArgs } from "./contract";

export type { Network, NetworkArgs, Subnet } from "./contract";

type NetworkConstructor = new (context: RegionContext, provider: pulumi.ProviderResource, args: NetworkArgs) => Network;

const networks: Record<Cloud, () => Promise<NetworkConstructor>> = {
  aws: async () => (await import("./aws")).AwsNetwork,
  gcp: async () => (await import("./gcp")).GcpNetwork,
  alicloud: async () => (await import("./alicloud")).AlicloudNetwork,
};

export async function createNetwork(
  context: RegionContext,
  provider: pulumi.ProviderResource,
  args: NetworkArgs,
): Promise<Network> {
  return new (await networks[context.region.cloud]())(context, provider, args);
}
