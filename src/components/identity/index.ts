/** Workload identities of a region: the contract and the choice by cloud. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { Cluster } from "../cluster/contract";
import type { RegionContext } from "../component";
import type { KeyRing } from "../keys/contract";
import type { IdentityArgs, WorkloadIdentity } from "./contract";

export type { IdentityArgs, Permission, WorkloadIdentity } from "./contract";

/** Where identities are made: the cluster whose service accounts they are, and the keys behind what they read. */
export interface IdentitySite {
  readonly cluster: Cluster;
  readonly keys: KeyRing;
}

type IdentityConstructor = new (
  context: RegionContext,
  provider: pulumi.ProviderResource,
  site: IdentitySite,
  args: IdentityArgs,
) => WorkloadIdentity;

const identities: Record<Cloud, () => Promise<IdentityConstructor>> = {
  aws: async () => (await import("./aws")).AwsIdentity,
  gcp: async () => (await import("./gcp")).GcpIdentity,
  alicloud: async () => (await import("./alicloud")).AlicloudIdentity,
};

export type CreateIdentity = (args: IdentityArgs) => WorkloadIdentity;

/** Loads the cloud's SDK once; the answer makes one identity per call. */
export async function identityFactory(
  context: RegionContext,
  provider: pulumi.ProviderResource,
  site: IdentitySite,
): Promise<CreateIdentity> {
  const Identity = await identities[context.region.cloud]();
  return (args) => new Identity(context, provider, site, args);
}
