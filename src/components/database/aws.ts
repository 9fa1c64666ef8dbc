/** The Postgres of a region on AWS: RDS with a standby in another zone and a replica in the DR location. */
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { Instance } from "@pulumi/aws/rds/instance";
import * as pulumi from "@pulumi/pulumi";
import { type DatabasePlan, databasePlan, databaseRoles } from "../../plan/database";
import { roundUpRetention } from "../../plan/retention";
import { createRole, type GrantedRole, serviceTrust } from "../aws/roles";
import { type Site, siteOf } from "../aws/site";
import { Component, type RegionContext } from "../component";
import { retentionChoices } from "../network/aws/flowlogs";
import { partitionOf } from "../network/aws/partition";
import { createDailyBackup, createVault } from "./aws/backups";
import { createParameters, createSubnetGroup, instanceArgs, instanceOptions, rdsName } from "./aws/instance";
import { AwsDatabaseReplica } from "./aws/replica";
import type { Database, DatabaseArgs } from "./contract";

/** Not a name that RDS or PostgreSQL keeps for itself. */
const administrator = "meridian_admin";

const exportedLogs = ["postgresql", "upgrade"] as const;

/** Certificates of every location of a partition. */
const bundles = {
  aws: "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem",
  "aws-cn": "https://rds-truststore.s3.cn-north-1.amazonaws.com.cn/global/global-bundle.pem",
} as const;

export class AwsDatabase extends Component implements Database {
  readonly host: Database["host"];
  readonly port: Database["port"];
  readonly replicaHost: Database["replicaHost"];
  readonly administrator: Database["administrator"];
  readonly roles: Database["roles"];
  readonly serverCa: Database["serverCa"];

  constructor(context: RegionContext, provider: pulumi.ProviderResource, args: DatabaseArgs) {
    const { shared, region } = context;
    super("meridian:database:AwsDatabase", region.name, provider);
    const site = siteOf(context, region.name, (opts) => this.child(opts));
    const plan = databasePlan(shared, region);
    const { secrets, dr } = args;

    const password = secrets.generate("database-administrator");
    const monitoring = this.createMonitoringRole(site);
    const primary = this.createPrimary(site, plan, args, password.value, monitoring);
    const replica = new AwsDatabaseReplica(
      context,
      dr.provider,
      { plan, primaryArn: primary.arn, monitoringRole: monitoring.arn, keys: dr.keys },
      { parent: this },
    );
    const home = createVault(site, "database", args.keys.keys.database, plan.backups.daily.keptDays);
    createDailyBackup(site, plan, { home, dr: replica.vault }, primary.arn);

    this.host = primary.address;
    this.port = primary.port;
    this.replicaHost = replica.host;
    this.administrator = { user: administrator, password: { id: password.id, name: password.name } };
    const generated = databaseRoles.map((role) => [role, secrets.generate(`database-${role}`)] as const);
    this.roles = Object.fromEntries(generated) as Database["roles"];
    this.serverCa = pulumi.output(bundles[partitionOf(region.location)]);
    this.registerOutputs({ host: this.host, port: this.port, replicaHost: this.replicaHost, serverCa: this.serverCa });
  }

  private createPrimary(
    site: Site,
    plan: DatabasePlan,
    { network, keys }: DatabaseArgs,
    password: pulumi.Output<string>,
    monitoring: GrantedRole,
  ): Instance {
    const { protect, naming } = site;
    const identifier = rdsName(naming, "database");
    const subnets = network.subnets.filter(({ tier }) => tier === "data").map(({ id }) => id);
    const logs = this.createLogGroups(site, identifier, keys.keys.logs);
    return new Instance(
      site.child("database"),
      {
        ...instanceArgs(site, "database", {
          identifier,
          plan,
          group: createSubnetGroup(site, "database", subnets),
          parameters: createParameters(site, "database", plan),
          securityGroup: network.groups.data,
          key: keys.keys.database,
          monitoringRole: monitoring.arn,
        }),
        engine: "postgres",
        engineVersion: plan.version,
        multiAz: true,
        allocatedStorage: plan.storageGb,
        dbName: plan.name,
        username: administrator,
        // RDS would keep it itself (`manageMasterUserPassword`), but then makes no replica of the database.
        password,
        enabledCloudwatchLogsExports: [...exportedLogs],
        skipFinalSnapshot: !protect,
        ...(protect && { finalSnapshotIdentifier: `${identifier}-final` }),
      },
      this.child({ ...instanceOptions(site), dependsOn: [...logs, ...monitoring.grants] }),
    );
  }

  /** RDS would make the groups itself, without an end to what they keep. */
  private createLogGroups(site: Site, identifier: string, key: pulumi.Output<string>): LogGroup[] {
    return exportedLogs.map(
      (log) =>
        new LogGroup(
          site.child(`database-${log}`),
          {
            name: `/aws/rds/instance/${identifier}/${log}`,
            retentionInDays: roundUpRetention(site.network.flowLogRetentionDays, retentionChoices),
            kmsKeyId: key,
            tags: site.tags(`database-${log}`),
          },
          site.options(),
        ),
    );
  }

  /** For the primary here and the replica there: roles are of the account. */
  private createMonitoringRole(site: Site): GrantedRole {
    const { location, account } = site.region;
    const databases = `arn:${partitionOf(location)}:rds:*:${account}:db:${rdsName(site.naming, "database")}*`;
    return createRole(site, "database-metrics", serviceTrust(site, "monitoring.rds.amazonaws.com", databases), {
      managed: ["service-role/AmazonRDSEnhancedMonitoringRole"],
    });
  }
}
