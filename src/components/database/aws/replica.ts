/** What stands in the DR location: a closed network, the replica in it, and the vault for copies of daily backups. */
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { Instance } from "@pulumi/aws/rds/instance";
import type * as pulumi from "@pulumi/pulumi";
import type { DatabasePlan } from "../../../plan/database";
import { drNetworkPlan } from "../../../plan/dr";
import { siteOf } from "../../aws/site";
import { Component, type RegionContext } from "../../component";
import { ec2NameLimit, type VpcSite } from "../../network/aws/site";
import { createVpc, lockDefaults } from "../../network/aws/subnets";
import { zonesOf } from "../../network/aws/zones";
import type { DatabaseArgs } from "../contract";
import { createVault } from "./backups";
import { createParameters, createSubnetGroup, instanceArgs, instanceOptions, rdsName } from "./instance";
import { createDrSubnets } from "./subnets";

export interface ReplicaArgs {
  readonly plan: DatabasePlan;
  readonly primaryArn: pulumi.Output<string>;
  readonly monitoringRole: pulumi.Output<string>;
  readonly keys: DatabaseArgs["dr"]["keys"];
}

export class AwsDatabaseReplica extends Component {
  readonly host: pulumi.Output<string>;
  /** ARN of the vault. */
  readonly vault: pulumi.Output<string>;

  constructor(
    context: RegionContext,
    provider: pulumi.ProviderResource,
    args: ReplicaArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    const { naming } = context;
    const name = `${context.region.name}-dr`;
    super("meridian:database:AwsDatabaseReplica", name, provider, opts);
    const there = drNetworkPlan(context.region);
    const region = { ...context.region, location: context.region.drLocation, network: { cidr: there.cidr } };
    const place = {
      ...siteOf({ ...context, region, network: { ...context.network, cidr: there.cidr } }, name, (more) =>
        this.child(more),
      ),
      tags: (purpose: string) => ({ ...naming.tags, Name: naming.name(`${purpose}-dr`, ec2NameLimit) }),
    };
    const { plan, keys, primaryArn, monitoringRole } = args;
    const key = keys.keys.database;

    const vpc = createVpc(place);
    const site: VpcSite = { ...place, vpc };
    lockDefaults(site);
    const subnets = createDrSubnets(site, there, zonesOf(region, { parent: this, provider }));
    const replica = new Instance(
      site.child("database"),
      {
        ...instanceArgs(site, "database", {
          identifier: rdsName(naming, "database-dr"),
          plan,
          group: createSubnetGroup(site, "database-dr", subnets),
          parameters: createParameters(site, "database-dr", plan),
          securityGroup: this.createGroup(site).id,
          key,
          monitoringRole,
        }),
        replicateSourceDb: primaryArn,
        // It takes the load of one zone only until it is promoted.
        multiAz: false,
        // RDS makes no final snapshot of a replica.
        skipFinalSnapshot: true,
      },
      this.child({
        ...instanceOptions(site),
        // A replica follows the database that it was made from, and no other.
        replaceOnChanges: ["dbSubnetGroupName", "replicateSourceDb"],
      }),
    );
    this.host = replica.address;
    this.vault = createVault(site, "database-dr", key, plan.backups.daily.keptDays).arn;
    this.registerOutputs({ host: this.host, vault: this.vault });
  }

  /** Without a rule: the replica asks its primary through AWS's own network, and nobody asks the replica until a failover. */
  private createGroup(site: VpcSite): SecurityGroup {
    return new SecurityGroup(
      site.child("database"),
      {
        name: site.naming.name("database-dr", ec2NameLimit),
        description: "Replica of the database",
        vpcId: site.vpc.id,
        tags: site.tags("database"),
      },
      site.options({ deleteBeforeReplace: false }),
    );
  }
}
