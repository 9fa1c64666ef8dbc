/** How keys are called, so that a peer that replicates here finds the one to use without asking. Pure. */
import type { Naming } from "../../../plan/naming";
import type { Region } from "../../../topology/schema";
import { partitionOf } from "../../network/aws/partition";
import type { KeyPurpose, Site } from "../contract";

/** The name of the key that is in use for a purpose; unique in its account and location. */
export function aliasName(naming: Naming, site: Site, purpose: KeyPurpose): string {
  return `alias/${naming.name(site === "dr" ? `${purpose}-dr` : purpose)}`;
}

/** ARN of the alias of a region's own key, with the names of that region. */
export function aliasArn(naming: Naming, { account, location }: Region, purpose: KeyPurpose): string {
  return `arn:${partitionOf(location)}:kms:${location}:${account}:${aliasName(naming, "home", purpose)}`;
}
