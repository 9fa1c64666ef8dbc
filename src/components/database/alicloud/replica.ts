/**
 * The replica in the DR location: an instance in a VPC of its own, and the link that fills it. RDS has no read-only instance
 * in another location; its own way (Global Active Database) is such a link too, and the provider has no resource for it.
 */
import { SynchronizationInstance } from "@pulumi/alicloud/dts/synchronizationInstance";
import { SynchronizationJob } from "@pulumi/alicloud/dts/synchronizationJob";
import { getZonesOutput } from "@pulumi/alicloud/getZones";
import type { Instance } from "@pulumi/alicloud/rds/instance";
import { Network as Vpc } from "@pulumi/alicloud/vpc/network";
import { Switch } from "@pulumi/alicloud/vpc/switch";
import * as pulumi from "@pulumi/pulumi";
import type { DatabasePlan } from "../../../plan/database";
import { drNetworkPlan } from "../../../plan/dr";
import { Component, type RegionContext } from "../../component";
import { administratorOf, type Contents, createContents } from "./contents";
import { createInstance, type InstanceArgs, keepBackups, nodesPerInstance } from "./instance";

export interface ReplicaArgs {
  readonly plan: DatabasePlan;
  readonly primary: { readonly instance: Instance; readonly contents: Contents };
  /** The administrator's, on both instances. */
  readonly password: pulumi.Output<string>;
  /** Id of the key in the DR location. */
  readonly key: pulumi.Output<string>;
}

/** Of the link; it can grow, not shrink. */
const linkClass = "medium";

/** @throws RunError when there are too few. */
export function replicaZones(location: string, offered: readonly string[]): string[] {
  if (offered.length < nodesPerInstance) {
    throw new pulumi.RunError(
      `${location} offers ${offered.length} zones, the database's replica needs ${nodesPerInstance}`,
    );
  }
  return [...offered].sort().slice(0, nodesPerInstance);
}

export class AlicloudDatabaseReplica extends Component {
  readonly instance: Instance;

  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    { plan, primary, password, key }: ReplicaArgs,
    parent: pulumi.Resource,
  ) {
    super("meridian:database:AlicloudDatabaseReplica", context.naming.name("database-dr"), provider, { parent });
    const { naming, region, shared, protect } = context;
    // Zones that were found by asking are kept, those of another location must not be: names say the location.
    const name = naming.name(`database-${region.drLocation}`);

    this.instance = createInstance(
      {
        name,
        plan,
        network: this.createNetwork(name, provider),
        key,
        account: region.account,
        maintenance: shared.cluster.maintenance,
        auditDays: context.network.flowLogRetentionDays,
        protect,
        tags: naming.tags,
      },
      this.child(),
    );
    keepBackups(name, this.instance, plan.backups, this.child());
    const contents = createContents(name, this.instance, plan, password, this.child());
    this.link(name, { plan, primary, password, key }, contents);
    this.registerOutputs({ host: this.instance.connectionString });
  }

  /** Nothing but the replica is here, and nothing leads here but the link, which goes by the cloud's own network. */
  private createNetwork(name: string, provider: pulumi.ProviderResource): InstanceArgs["network"] {
    const { naming, region } = this.context;
    const { cidr, subnets } = drNetworkPlan(region);
    const { ids } = getZonesOutput({ availableResourceCreation: "VSwitch" }, { parent: this, provider });
    const zones = ids.apply((offered) => replicaZones(region.drLocation, offered));

    const vpc = new Vpc(name, { vpcName: name, cidrBlock: cidr, tags: naming.tags }, this.child());
    const vswitches: Switch[] = [];
    for (const { zone, cidr: block } of subnets.slice(0, nodesPerInstance)) {
      const vswitchName = naming.name(`database-${region.drLocation}-${zone}`);
      vswitches.push(
        new Switch(
          vswitchName,
          {
            vswitchName,
            vpcId: vpc.id,
            cidrBlock: block,
            zoneId: zones.apply((names) => names[zone] ?? ""),
            tags: naming.tags,
          },
          this.child({ deleteBeforeReplace: true, dependsOn: vswitches.slice(-1), ignoreChanges: ["zoneId"] }),
        ),
      );
    }
    return {
      vpcId: vpc.id,
      vswitchIds: vswitches.map(({ id }) => id),
      zones,
      zonesFixed: false,
      clients: [cidr],
    };
  }

  /** Schema first, then rows, then every change, data definition too: the administrator may capture it. */
  private link(name: string, { plan, primary, password }: ReplicaArgs, contents: Contents): void {
    const { region } = this.context;
    const link = new SynchronizationInstance(
      name,
      {
        sourceEndpointEngineName: "PostgreSQL",
        sourceEndpointRegion: region.location,
        destinationEndpointEngineName: "PostgreSQL",
        destinationEndpointRegion: region.drLocation,
        syncArchitecture: "oneway",
        instanceClass: linkClass,
        paymentType: "PayAsYouGo",
      },
      this.child(),
    );
    new SynchronizationJob(
      name,
      {
        dtsInstanceId: link.id,
        dtsJobName: name,
        instanceClass: linkClass,
        sourceEndpointEngineName: "POSTGRESQL",
        sourceEndpointInstanceType: "RDS",
        sourceEndpointInstanceId: primary.instance.id,
        sourceEndpointRegion: region.location,
        sourceEndpointDatabaseName: plan.name,
        sourceEndpointUserName: administratorOf(plan),
        sourceEndpointPassword: password,
        sourceEndpointSsl: "1",
        destinationEndpointEngineName: "PostgreSQL",
        destinationEndpointInstanceType: "RDS",
        destinationEndpointInstanceId: this.instance.id,
        destinationEndpointRegion: region.drLocation,
        destinationEndpointDatabaseName: plan.name,
        destinationEndpointUserName: administratorOf(plan),
        destinationEndpointPassword: password,
        destinationEndpointSsl: "1",
        dbList: JSON.stringify({ [plan.name]: { name: plan.name, all: true } }),
        structureInitialization: true,
        dataInitialization: true,
        dataSynchronization: true,
        status: "Synchronizing",
      },
      this.child({
        deleteBeforeReplace: true,
        dependsOn: [primary.contents.administrator, primary.contents.database, ...Object.values(contents)],
      }),
    );
  }
}
