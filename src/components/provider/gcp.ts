/** The Google Cloud provider of a region: its project and its location, and nothing inherited from the machine. */
import { Provider } from "@pulumi/gcp/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { Region } from "../../topology/schema";

/** Credentials come from the environment (application default credentials or OIDC), never from the stack file. */
export function createGcpProvider(region: Region, name: string, opts: pulumi.ResourceOptions = {}): Provider {
  return new Provider(
    name,
    { project: region.account, region: region.location, addPulumiAttributionLabel: false },
    opts,
  );
}
