/** The replica in the DR location. A VPC spans all regions, so it is in the same network as its primary. */
import { DatabaseInstance } from "@pulumi/gcp/sql/databaseInstance";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type RegionContext } from "../../component";
import { databaseVersion, instanceName, instanceOptions } from "./instance";
import { replicaSettings, type SettingsArgs } from "./settings";

export interface ReplicaArgs {
  readonly primary: DatabaseInstance;
  readonly settings: SettingsArgs;
  /** Resource name of a key of the DR location. */
  readonly key: pulumi.Output<string>;
  readonly dependsOn: pulumi.Resource[];
}

export class GcpDatabaseReplica extends Component {
  readonly instance: DatabaseInstance;

  constructor(
    { naming, region, protect }: RegionContext,
    provider: pulumi.ProviderResource,
    { primary, settings, key, dependsOn }: ReplicaArgs,
    parent: pulumi.Resource,
  ) {
    const name = instanceName(naming, "replica");
    super("meridian:database:GcpDatabaseReplica", name, provider, { parent });
    this.instance = new DatabaseInstance(
      name,
      {
        project: region.account,
        region: region.drLocation,
        databaseVersion: databaseVersion(settings.plan),
        masterInstanceName: primary.name,
        encryptionKeyName: key,
        deletionProtection: protect,
        settings: replicaSettings(settings),
      },
      this.child({ ...instanceOptions, dependsOn, protect }),
    );
    this.registerOutputs({ host: this.instance.privateIpAddress });
  }
}
