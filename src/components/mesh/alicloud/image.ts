/** The image that gateways start from. Pure. */
import * as pulumi from "@pulumi/pulumi";

/** Debian 12 as Alibaba Cloud publishes it: `debian_12_11_x64_20G_alibase_20250725.vhd`. */
const debian = "^debian_12_\\d+_x64_20G_alibase_\\d+\\.vhd$";

export const imageQuery = {
  owners: "system",
  osType: "linux",
  architecture: "x86_64",
  nameRegex: debian,
  mostRecent: true,
} as const;

/** @throws RunError when the location offers none. */
export function offeredImage(location: string, [newest]: readonly string[]): string {
  if (newest === undefined) throw new pulumi.RunError(`${location} has no image of Debian 12 (${debian})`);
  return newest;
}
