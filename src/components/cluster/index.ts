/** The cluster of a region: the contract and the choice by cloud. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { RegionContext } from "../component";
import type { Cluster, ClusterArgs } from "./contract";

export type { Cluster, ClusterArgs } from "./contract";

type ClusterConstructor = new (context: RegionContext, provider: pulumi.ProviderResource, args: ClusterArgs) => Cluster;

const clusters: Record<Cloud, () => Promise<ClusterConstructor>> = {
  aws: async () => (await import("./aws")).AwsCluster,
  gcp: async () => (await import("./gcp")).GcpCluster,
  alicloud: async () => (await import("./alicloud")).AlicloudCluster,
};

export async function createCluster(
  context: RegionContext,
  provider: pulumi.ProviderResource,
  args: ClusterArgs,
): Promise<Cluster> {
  return new (await clusters[context.region.cloud]())(context, provider, args);
}
