/** What Cloud SQL instances have in common. */
import type * as pulumi from "@pulumi/pulumi";
import type { DatabasePlan } from "../../../plan/database";
import type { Naming } from "../../../plan/naming";

/** Project and instance together may have 98 characters, a project 30, and Pulumi adds eight. */
const longestName = 55;

/**
 * Pulumi's name of an instance, to which it adds characters of its own for the cloud: Cloud SQL keeps a deleted
 * instance's name for a week, and another of a fixed name could not be made until then.
 */
export const instanceName = (naming: Naming, which: "primary" | "replica"): string =>
  naming.name(which === "primary" ? "database" : "database-dr", longestName);

export const databaseVersion = ({ version }: DatabasePlan): string => `POSTGRES_${version}`;

/** The network can not be deleted while an instance is in it, and is found by the same name after it was replaced. */
export const instanceOptions: pulumi.CustomResourceOptions = {
  replaceOnChanges: ["settings.ipConfiguration.privateNetwork"],
};

/** Logs of instances whose names begin so, in the Logging query language. */
export function instanceLogFilter(project: string, names: readonly string[]): string {
  const ids = names.map((name) => `"${project}:${name}"`).join(" OR ");
  return `resource.type="cloudsql_database" AND resource.labels.database_id:(${ids})`;
}
