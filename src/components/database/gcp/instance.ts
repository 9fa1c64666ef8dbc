/** What Cloud SQL instances have in common. */
import * as pulumi from "@pulumi/pulumi";
import type { DatabasePlan } from "../../../plan/database";
import type { Naming } from "../../../plan/naming";
import type { RegionContext } from "../../component";
import type { Suffixes } from "../../gcp/suffix";
import type { Network } from "../../network/contract";
import { GcpNetwork } from "../../network/gcp";

/** Project and instance together may have 98 characters, a project 30, and the suffix seven. */
const longestName = 55;

export type InstanceKind = "primary" | "replica";

/** Pulumi's name of an instance, and the beginning of the cloud's. */
export const instanceName = (naming: Naming, kind: InstanceKind): string =>
  naming.name(kind === "primary" ? "database" : "database-dr", longestName);

export interface NameArgs {
  readonly context: RegionContext;
  readonly network: Network;
  readonly suffixes: Suffixes;
  /** What makes an instance another one, besides project, network and block. */
  readonly keepers: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * Cloud SQL keeps a deleted instance's name for a week, so the name ends in characters drawn anew for each instance. It
 * depends on the network's peering, from whose range the address is: a peering stays while an instance uses it, so that
 * has to be replaced with it, and deleted before it.
 */
export function drawName(kind: InstanceKind, { context, network, suffixes, keepers }: NameArgs): pulumi.Output<string> {
  const { naming, region } = context;
  const name = instanceName(naming, kind);
  const suffix = suffixes.draw(name, {
    project: region.account,
    network: network.id,
    block: network.cidr,
    ...keepers,
  });
  const peering = network instanceof GcpNetwork ? network.peering : network.id;
  return pulumi.all([suffix, peering]).apply(([drawn]) => `${name}-${drawn}`);
}

export const databaseVersion = ({ version }: DatabasePlan): string => `POSTGRES_${version}`;

/** Logs of instances whose names begin so, in the Logging query language. */
export function instanceLogFilter(project: string, names: readonly string[]): string {
  const ids = names.map((name) => `"${project}:${name}"`).join(" OR ");
  return `resource.type="cloudsql_database" AND resource.labels.database_id:(${ids})`;
}
