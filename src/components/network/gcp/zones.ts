/** The region's three zones. */
import { getZonesOutput } from "@pulumi/gcp/compute";
import * as pulumi from "@pulumi/pulumi";
import { zonesPerRegion } from "../../../plan/network";
import type { Region } from "../../../topology/schema";

/** @throws RunError when the project is offered fewer zones than a region needs. */
export function firstZones({ location, account }: Region, names: readonly string[]): string[] {
  if (names.length < zonesPerRegion)
    throw new pulumi.RunError(
      `${location} offers ${names.length} zones to ${account}; a region needs ${zonesPerRegion}: choose another location`,
    );
  return names.slice(0, zonesPerRegion);
}

/** The zones that the stack file names, else the first that are up. */
export function regionZones(
  region: Region,
  provider: pulumi.ProviderResource,
  api: pulumi.Resource,
): pulumi.Output<string[]> {
  if (region.network.zones) return pulumi.output(region.network.zones);
  return getZonesOutput(
    { project: region.account, region: region.location, status: "UP" },
    { provider, dependsOn: [api] },
  ).names.apply((names) => firstZones(region, names));
}
