/** The Alibaba Cloud provider of a region. */
import { Provider } from "@pulumi/alicloud/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { Region } from "../../topology/schema";

/**
 * Credentials come from the environment (OIDC or a RAM role), never from the stack file. `accountId` is what some services
 * put into names; the provider does not compare it with the account that the credentials belong to.
 */
export function createAlicloudProvider(region: Region, name: string, opts: pulumi.ResourceOptions = {}): Provider {
  return new Provider(name, { region: region.location, accountId: region.account }, opts);
}
