/** The database of a region: the contract and the choice by cloud. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { RegionContext } from "../component";
import type { Database, DatabaseArgs } from "./contract";

export type { Database, DatabaseArgs } from "./contract";

type DatabaseConstructor = new (
  context: RegionContext,
  provider: pulumi.ProviderResource,
  args: DatabaseArgs,
) => Database;

const databases: Record<Cloud, () => Promise<DatabaseConstructor>> = {
  aws: async () => (await import("./aws")).AwsDatabase,
  gcp: async () => (await import("./gcp")).GcpDatabase,
  alicloud: async () => (await import("./alicloud")).AlicloudDatabase,
};

export async function createDatabase(
  context: RegionContext,
  provider: pulumi.ProviderResource,
  args: DatabaseArgs,
): Promise<Database> {
  return new (await databases[context.region.cloud]())(context, provider, args);
}
