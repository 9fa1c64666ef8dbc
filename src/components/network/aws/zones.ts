/** The three zones that a region's subnets lie in. */
import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones";
import * as pulumi from "@pulumi/pulumi";
import { zonesPerRegion } from "../../../plan/network";
import type { Region } from "../../../topology/schema";

/**
 * The first three of the zones offered, by name.
 * @throws pulumi.RunError where the location has fewer.
 */
export function firstZones(region: Region, offered: readonly string[]): string[] {
  if (offered.length < zonesPerRegion)
    throw new pulumi.RunError(
      `${region.name}: aws ${region.location} offers account ${region.account} ${offered.length} zones ` +
        `(${offered.join(", ")}), ${zonesPerRegion} are needed; choose another location`,
    );
  return [...offered].sort().slice(0, zonesPerRegion);
}

/** Zones in which EKS runs no control plane ("Subnet requirements for clusters"): their letters differ from account to account. */
const withoutControlPlane = ["use1-az3", "usw1-az2", "cac1-az3"];

/**
 * The zones the stack file names, or the first three that are open to this account without opting in (which leaves out
 * Local and Wavelength Zones). Zones in trouble are counted in: were they left out, a bad day in one zone would move
 * subnets out of all three.
 */
export function zonesOf(region: Region, opts: pulumi.InvokeOutputOptions): pulumi.Output<string[]> {
  if (region.network.zones) return pulumi.output(region.network.zones);
  return getAvailabilityZonesOutput(
    {
      filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
      excludeZoneIds: withoutControlPlane,
    },
    opts,
  ).names.apply((offered) => firstZones(region, offered));
}
