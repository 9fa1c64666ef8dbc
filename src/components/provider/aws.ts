/** The explicit provider of a region on AWS. */
import { Provider } from "@pulumi/aws/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { Region } from "../../topology/schema";

/**
 * A provider that acts in the region's location and refuses to act in any account but the region's own.
 * Credentials come from the environment (OIDC in CI), never from here.
 */
export function createAwsProvider(region: Region, name: string, opts?: pulumi.ResourceOptions): Provider {
  return new Provider(name, { region: region.location, allowedAccountIds: [region.account] }, opts);
}
