/** How the Postgres of a region is set up (spec sections 2 and 3). Pure. */
import { sizeIn } from "../facts/sizes";
import type { Region, Shared } from "../topology/schema";

/**
 * Roles by what they may do: `owner` owns the schema and migrates it, `app` reads and writes rows, `reader` reads,
 * `replication` streams changes to other regions. None is the cloud's administrator.
 */
export const databaseRoles = ["owner", "app", "reader", "replication"] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

export interface DatabasePlan {
  readonly version: string;
  /** The cloud's own name of the instance's size. */
  readonly size: string;
  readonly storageGb: number;
  readonly maxStorageGb: number;
  /** Name of the database inside the instance. */
  readonly name: string;
  readonly port: number;
  /** Whether a class of the topology leaves or enters this region through Postgres. */
  readonly logicalReplication: boolean;
  /** Server settings, in Postgres' own names and units, the same in every cloud (bar those a cloud sets by a flag). */
  readonly parameters: Readonly<Record<string, string>>;
  readonly backups: Shared["database"]["backups"];
}

export function databasePlan(shared: Shared, region: Region): DatabasePlan {
  const { version, storageGb, maxStorageGb, slowQuerySeconds, backups } = shared.database;
  const touches = ({ from, to }: { from: string; to: string }) => from === region.name || to === region.name;
  const logicalReplication =
    !region.isolated &&
    shared.replication.some((edge) => touches(edge) && shared.dataClasses[edge.dataClass]?.store === "postgres");
  return {
    version,
    size: sizeIn(region.cloud, "database", region.sizes.database),
    storageGb,
    maxStorageGb,
    name: shared.service.replaceAll("-", "_"),
    port: 5432,
    logicalReplication,
    parameters: {
      log_min_duration_statement: String(Math.round(slowQuerySeconds * 1000)),
      track_commit_timestamp: "on",
    },
    backups,
  };
}
