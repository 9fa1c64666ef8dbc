/** A region's Postgres on Alibaba Cloud: ApsaraDB RDS. Resource types, pages followed and traps: docs/clouds/alicloud.md. */
import type { Instance } from "@pulumi/alicloud/rds/instance";
import type * as pulumi from "@pulumi/pulumi";
import { type DatabasePlan, type DatabaseRole, databasePlan, databaseRoles } from "../../plan/database";
import { Component, type RegionContext } from "../component";
import type { Network } from "../network/contract";
import type { GeneratedSecret } from "../secrets/contract";
import { administratorOf, createContents } from "./alicloud/contents";
import { createInstance, keepBackups, nodesPerInstance } from "./alicloud/instance";
import { AlicloudDatabaseReplica } from "./alicloud/replica";
import type { Database, DatabaseArgs } from "./contract";

/** What RDS signs its servers' certificates with: an archive with `ApsaraDB-CA-Chain.pem` in it. */
const authority = "https://apsaradb-public.oss-ap-southeast-1.aliyuncs.com/ApsaraDB-CA-Chain.zip";

export class AlicloudDatabase extends Component implements Database {
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
    super("meridian:database:AlicloudDatabase", context.naming.name("database"), provider);
    const { shared, region, naming } = context;
    const plan = databasePlan(shared, region);
    // Its zones may have been found by asking, and are kept then; those of another location must not be.
    const name = naming.name(`database-${region.location}`);

    const password = args.secrets.generate("database-administrator");
    const instance = this.createPrimary(name, plan);
    keepBackups(name, instance, plan.backups, this.child());
    const contents = createContents(name, instance, plan, password.value, this.child());
    const replica = new AlicloudDatabaseReplica(
      context,
      args.dr.provider,
      { plan, primary: { instance, contents }, password: password.value, key: args.dr.keys.keys.database },
      this,
    );

    this.host = instance.connectionString;
    this.port = instance.port.apply(Number);
    this.replicaHost = replica.instance.connectionString;
    this.administrator = { user: administratorOf(plan), password };
    this.roles = Object.fromEntries(
      databaseRoles.map((role) => [role, args.secrets.generate(`database-${role}`)]),
    ) as Record<DatabaseRole, GeneratedSecret>;
    this.serverCa = instance.id.apply(() => authority);
    this.registerOutputs({
      host: this.host,
      port: this.port,
      replicaHost: this.replicaHost,
      serverCa: this.serverCa,
    });
  }

  private createPrimary(name: string, plan: DatabasePlan): Instance {
    const { shared, region, naming, network, protect } = this.context;
    return createInstance(
      {
        name,
        plan,
        network: {
          vpcId: this.args.network.id,
          vswitchIds: dataSubnets(this.args.network),
          zones: this.args.network.zones,
          zonesFixed: region.network.zones !== undefined,
          // Nodes and pods: both have their addresses in the private tier.
          clients: [network.tiers.private],
        },
        key: this.args.keys.keys.database,
        account: region.account,
        maintenance: shared.cluster.maintenance,
        auditDays: network.flowLogRetentionDays,
        protect,
        tags: naming.tags,
      },
      this.child(),
    );
  }
}

/** Of the first zones, in their order. */
const dataSubnets = ({ subnets }: Network): readonly pulumi.Output<string>[] =>
  subnets
    .filter(({ tier }) => tier === "data")
    .sort((one, other) => (one.zone ?? 0) - (other.zone ?? 0))
    .slice(0, nodesPerInstance)
    .map(({ id }) => id);
