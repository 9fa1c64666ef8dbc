/** A region's Postgres on Google Cloud: Cloud SQL. Resource types, pages followed and traps: docs/clouds/gcp.md. */
import { Database as SqlDatabase } from "@pulumi/gcp/sql/database";
import { DatabaseInstance } from "@pulumi/gcp/sql/databaseInstance";
import { User } from "@pulumi/gcp/sql/user";
import * as pulumi from "@pulumi/pulumi";
import { type DatabasePlan, type DatabaseRole, databasePlan, databaseRoles } from "../../plan/database";
import { Component, type RegionContext } from "../component";
import { enableApis } from "../gcp/apis";
import { storeLogs } from "../gcp/logs";
import { Suffixes } from "../gcp/suffix";
import type { GeneratedSecret } from "../secrets/contract";
import type { Database, DatabaseArgs } from "./contract";
import { databaseVersion, drawName, instanceLogFilter, instanceName } from "./gcp/instance";
import { GcpDatabaseReplica } from "./gcp/replica";
import { primarySettings, type SettingsArgs } from "./gcp/settings";

const administrator = "administrator";

export class GcpDatabase extends Component implements Database {
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  readonly replicaHost: pulumi.Output<string>;
  readonly administrator: Database["administrator"];
  readonly roles: Database["roles"];
  readonly serverCa: pulumi.Output<string>;

  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    private readonly args: DatabaseArgs,
  ) {
    super("meridian:database:GcpDatabase", context.naming.name("database"), provider);
    const { shared, region, naming, protect } = context;
    const plan = databasePlan(shared, region);
    const settings = { plan, network: args.network.id, labels: naming.tags, protect };

    const ready = this.prepare();
    const names = { context, network: args.network, suffixes: new Suffixes(this, naming.name("database-suffixes")) };
    const key = args.keys.keys.database;
    const name = drawName("primary", { ...names, keepers: { location: region.location, key } });
    const primary = this.createPrimary(name, settings, ready);
    const password = args.secrets.generate("database-administrator");
    this.createInside(plan, primary, password);
    const drKey = args.dr.keys.keys.database;
    const { instance: replica } = new GcpDatabaseReplica(
      context,
      args.dr.provider,
      {
        name: drawName("replica", {
          ...names,
          keepers: { location: region.drLocation, key: drKey, primary: primary.name },
        }),
        primary,
        settings,
        key: drKey,
        dependsOn: ready,
      },
      this,
    );

    this.host = primary.privateIpAddress;
    this.port = pulumi.output(plan.port);
    this.replicaHost = replica.privateIpAddress;
    this.administrator = { user: administrator, password };
    this.roles = Object.fromEntries(
      databaseRoles.map((role) => [role, args.secrets.generate(`database-${role}`)]),
    ) as Record<DatabaseRole, GeneratedSecret>;
    // The provider counts certificates among the secrets. Both, so that clients stay when the replica takes over.
    this.serverCa = pulumi.unsecret(
      pulumi
        .all([primary.serverCaCerts, replica.serverCaCerts])
        .apply((certificates) => certificates.flatMap((list) => list.map(({ cert }) => cert.trimEnd())).join("\n")),
    );
    this.registerOutputs({
      host: this.host,
      port: this.port,
      replicaHost: this.replicaHost,
      serverCa: this.serverCa,
    });
  }

  /** What has to be there before an instance: its API, the network with its peering, and where its logs go. */
  private prepare(): pulumi.Resource[] {
    const { region, naming, network } = this.context;
    const scope = {
      naming,
      project: region.account,
      child: (opts?: pulumi.CustomResourceOptions) => this.child({ deleteBeforeReplace: true, ...opts }),
    };
    const apis = enableApis(scope, "database", ["sqladmin", "logging"]);
    const logs = storeLogs(scope, {
      capability: "database",
      description: "Postgres logs of the region: slow queries, errors, audit",
      region: region.location,
      filter: instanceLogFilter(
        region.account,
        (["primary", "replica"] as const).map((which) => instanceName(naming, which)),
      ),
      retentionDays: network.flowLogRetentionDays,
      key: this.args.keys.keys.logs,
      dependsOn: apis.logging,
    });
    return [apis.sqladmin, this.args.network, ...logs];
  }

  private createPrimary(
    name: pulumi.Output<string>,
    settings: SettingsArgs,
    dependsOn: pulumi.Resource[],
  ): DatabaseInstance {
    const { shared, region, naming, protect } = this.context;
    return new DatabaseInstance(
      instanceName(naming, "primary"),
      {
        name,
        project: region.account,
        region: region.location,
        databaseVersion: databaseVersion(settings.plan),
        // Or the replica would have to go before each new major version.
        includeReplicasForMajorVersionUpgrade: true,
        encryptionKeyName: this.args.keys.keys.database,
        deletionProtection: protect,
        settings: primarySettings(settings, { location: region.location, maintenance: shared.cluster.maintenance }),
      },
      this.child({ dependsOn, protect }),
    );
  }

  /**
   * Both go with their instance and are never taken out of it: Postgres drops neither a user that owns something nor a
   * database that somebody is connected to. The user `postgres` has no password, so nobody is it.
   */
  private createInside(plan: DatabasePlan, primary: DatabaseInstance, password: GeneratedSecret): void {
    const { region, naming } = this.context;
    const project = region.account;
    new SqlDatabase(
      naming.name("database"),
      {
        project,
        instance: primary.name,
        name: plan.name,
        charset: "UTF8",
        collation: "en_US.UTF8",
        deletionPolicy: "ABANDON",
      },
      this.child(),
    );
    new User(
      naming.name("database-administrator"),
      {
        project,
        instance: primary.name,
        name: administrator,
        type: "BUILT_IN",
        password: password.value,
        deletionPolicy: "ABANDON",
      },
      this.child(),
    );
  }
}
