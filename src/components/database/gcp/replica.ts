/** The replica in the DR location. A VPC spans all regions, so it is in the same network as its primary. */
import { DatabaseInstance } from "@pulumi/gcp/sql/databaseInstance";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type RegionContext } from "../../component";
import { databaseVersion, instanceName } from "./instance";
import { replicaSettings, type SettingsArgs } from "./settings";

export interface ReplicaArgs {
  /** Of the cloud. */
  readonly name: pulumi.Output<string>;
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
    { name, primary, settings, key, dependsOn }: ReplicaArgs,
    parent: pulumi.Resource,
  ) {
    super("meridian:database:GcpDatabaseReplica", instanceName(naming, "replica"), provider, { parent });
    this.instance = new DatabaseInstance(
      instanceName(naming, "replica"),
      {
        name,
        project: region.account,
        region: region.drLocation,
        databaseVersion: databaseVersion(settings.plan),
        masterInstanceName: primary.name,
        encryptionKeyName: key,
        deletionProtection: protect,
        settings: replicaSettings(settings),
      },
      this.child({ dependsOn, protect }),
    );
    this.registerOutputs({ host: this.instance.privateIpAddress });
  }
}
