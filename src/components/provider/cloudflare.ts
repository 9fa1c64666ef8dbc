/** The Cloudflare provider of the global stack. */
import { Provider } from "@pulumi/cloudflare/provider";
import type * as pulumi from "@pulumi/pulumi";

/**
 * The API token comes from the environment (CLOUDFLARE_API_TOKEN), never from the stack file. Cloudflare has no regions; the
 * account is said where a resource wants it.
 */
export function createCloudflareProvider(name: string, opts: pulumi.ResourceOptions = {}): Provider {
  return new Provider(name, {}, opts);
}
