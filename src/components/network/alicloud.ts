/** A region's network on Alibaba Cloud. Resource types, pages followed and traps: docs/clouds/alicloud.md. */
import { getZonesOutput } from "@pulumi/alicloud/getZones";
import * as pulumi from "@pulumi/pulumi";
import { Component, type RegionContext } from "../component";
import { createNat, createRouteTables, reserveAddress } from "./alicloud/egress";
import { connectOss } from "./alicloud/endpoints";
import { logEncryption } from "./alicloud/log-encryption";
import { createFlowLogs } from "./alicloud/logs";
import type { Scope } from "./alicloud/scope";
import { createSecurityGroups, fenceDataTier } from "./alicloud/security";
import { createVpc, createVSwitches, firstZones, type Zones } from "./alicloud/vpc";
import type { Network, NetworkArgs, Subnet } from "./contract";

export class AlicloudNetwork extends Component implements Network {
  readonly id: pulumi.Output<string>;
  readonly cidr: string;
  readonly subnets: readonly Subnet[];
  readonly groups: Network["groups"];
  readonly ingress: Network["ingress"];
  /** Three zones of the region, by name. */
  readonly zones: pulumi.Output<string[]>;
  /** Public addresses that the region's outgoing traffic comes from. */
  readonly natAddresses: pulumi.Output<string>[];
  /** Route tables of the tiers that reach what lies outside the VPC; the public one is the VPC's own. */
  readonly routeTables: Readonly<Record<"public" | "private", pulumi.Output<string>>>;

  constructor(context: RegionContext, provider: pulumi.ProviderResource, { keys }: NetworkArgs) {
    super("meridian:network:AlicloudNetwork", context.naming.name("network"), provider);
    const scope = this.scope(context);
    const zones = this.zonesOf(context, provider);

    const vpc = createVpc(scope);
    const vswitches = createVSwitches(scope, vpc, zones);
    const egress = reserveAddress(scope, "nat");
    const nat = createNat(scope, vpc, vswitches, egress);
    const tables = createRouteTables(scope, vpc, vswitches, nat);
    const groups = createSecurityGroups(scope, vpc);
    fenceDataTier(scope, vpc, vswitches);
    createFlowLogs(scope, vpc, logEncryption(scope, context.region, keys));
    connectOss(scope, vpc, Object.values(tables));
    const ingress = reserveAddress(scope, "ingress");

    this.id = vpc.id;
    this.cidr = scope.plan.cidr;
    this.subnets = vswitches.map(({ tier, cidr, zone, resource }) => ({ tier, cidr, zone, id: resource.id }));
    this.ingress = { id: ingress.id, address: ingress.ipAddress };
    // Of what stands there, for a zone that was found by asking is kept.
    const oneEach = vswitches.filter(({ tier }) => tier === "data");
    this.zones = pulumi.all(oneEach.map(({ resource }) => resource.zoneId));
    this.natAddresses = [egress.ipAddress];
    this.routeTables = { public: vpc.routeTableId, private: tables.private.id };
    this.groups = { ingress: groups.ingress.id, nodes: groups.nodes.id, data: groups.data.id };
    this.registerOutputs({
      id: this.id,
      cidr: this.cidr,
      subnets: this.subnets,
      ingress: this.ingress,
      zones: this.zones,
      natAddresses: this.natAddresses,
      routeTables: this.routeTables,
      groups: this.groups,
    });
  }

  private scope({ naming, network, region }: RegionContext): Scope {
    return {
      naming,
      plan: network,
      account: region.account,
      region: region.location,
      child: (opts) => this.child(opts),
    };
  }

  /** The zones the stack file names, else the first, by name, that sell vSwitches to this account. */
  private zonesOf({ region }: RegionContext, provider: pulumi.ProviderResource): Zones {
    const { zones } = region.network;
    if (zones) return { names: pulumi.output(zones), fixed: true };
    const query = { availableResourceCreation: "VSwitch" };
    const { ids } = getZonesOutput(query, { parent: this, provider });
    return { names: ids.apply((offered) => firstZones(region, offered)), fixed: false };
  }
}
