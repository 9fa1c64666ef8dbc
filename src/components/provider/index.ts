/** The providers of a region, explicit: one in its account and location, one in its DR location. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { Region } from "../../topology/schema";

type Create = (region: Region, name: string, opts: pulumi.CustomResourceOptions) => pulumi.ProviderResource;

/** How a cloud's provider is made, and which of its inputs say where it points. */
const providers: Record<Cloud, () => Promise<{ readonly create: Create; readonly place: readonly string[] }>> = {
  aws: async () => ({ create: (await import("./aws")).createAwsProvider, place: ["region", "allowedAccountIds"] }),
  gcp: async () => ({ create: (await import("./gcp")).createGcpProvider, place: ["region", "project"] }),
  alicloud: async () => ({
    create: (await import("./alicloud")).createAlicloudProvider,
    place: ["region", "accountId"],
  }),
};

/**
 * A provider that is to point elsewhere is replaced, whatever it thinks of the change itself (pulumi-aws calls another
 * region or account an update), and so is all that was made with it (`Component.child`). The old one stays until that is
 * deleted, so nothing is looked for where it never was.
 */
export async function createProvider(region: Region): Promise<pulumi.ProviderResource> {
  const { create, place } = await providers[region.cloud]();
  return create(region, region.name, { replaceOnChanges: [...place] });
}

/** The same in the region's DR location, for copies and replicas. */
export async function createDrProvider(region: Region): Promise<pulumi.ProviderResource> {
  const { create, place } = await providers[region.cloud]();
  return create({ ...region, location: region.drLocation }, `${region.name}-dr`, { replaceOnChanges: [...place] });
}
