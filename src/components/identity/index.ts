/** Workload identities of a region: the contract and the choice by cloud. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { RegionContext } from "../component";
import type { IdentityArgs, IdentitySite, WorkloadIdentity } from "./contract";

export type { IdentityArgs, IdentitySite, Permission, WorkloadIdentity } from "./contract";

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
