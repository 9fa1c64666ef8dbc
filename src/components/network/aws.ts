/** The network of a region on AWS. */
import type * as pulumi from "@pulumi/pulumi";
import type { SubnetTier } from "../../plan/network";
import { Component, type RegionContext } from "../component";
import { createEndpoints } from "./aws/endpoints";
import { createFlowLogs } from "./aws/flowlogs";
import { createAddress, createInternetGateway, createNatGateways, createRoutes } from "./aws/routing";
import { createSecurityGroups } from "./aws/security";
import { ec2NameLimit, type Site } from "./aws/site";
import { createSubnets, createVpc, lockDefaults } from "./aws/subnets";
import { zonesOf } from "./aws/zones";
import type { Network, NetworkArgs, Subnet } from "./contract";

export class AwsNetwork extends Component implements Network {
  readonly id: pulumi.Output<string>;
  readonly cidr: string;
  readonly subnets: readonly Subnet[];
  readonly zones: Network["zones"];
  readonly groups: Network["groups"];
  readonly ingress: Network["ingress"];
  /** Ids of the route tables of each tier; by zone where a tier has several. Of AWS only: the mesh's routes go into them. */
  readonly routeTables: Readonly<Record<SubnetTier, readonly pulumi.Output<string>[]>>;

  constructor(context: RegionContext, provider: pulumi.ProviderResource, args: NetworkArgs) {
    super("meridian:network:AwsNetwork", context.region.name, provider);
    const place = this.site(context);

    const zones = zonesOf(context.region, { parent: this, provider });
    const vpc = createVpc(place);
    const site = { ...place, vpc };
    lockDefaults(site);
    const subnets = createSubnets(site, zones);
    const gateway = createInternetGateway(site);
    const nats = createNatGateways(site, gateway, subnets);
    const tables = createRoutes(site, gateway, nats, subnets);
    const groups = createSecurityGroups(site);
    createEndpoints(site, tables, subnets, groups.endpoints);
    createFlowLogs(site, args.keys.keys.logs);
    const ingress = createAddress(site, gateway, "ingress");

    this.id = vpc.id;
    this.cidr = context.network.cidr;
    this.subnets = subnets.map(({ plan: { tier, cidr, zone }, resource }) => ({ tier, id: resource.id, cidr, zone }));
    this.zones = zones;
    this.groups = { ingress: groups.ingress.id, nodes: groups.nodes.id, data: groups.data.id };
    this.ingress = { id: ingress.allocationId, address: ingress.publicIp };
    this.routeTables = { public: ids(tables.public), private: ids(tables.private), data: ids(tables.data) };
    this.registerOutputs({
      id: this.id,
      cidr: this.cidr,
      subnets: this.subnets,
      zones: this.zones,
      groups: this.groups,
      ingress: this.ingress,
    });
  }

  private site(context: RegionContext): Site {
    const { region, naming } = context;
    return {
      ...context,
      child: (purpose) => `${region.name}-${purpose}`,
      tags: (purpose) => ({ ...naming.tags, Name: naming.name(purpose, ec2NameLimit) }),
      options: (opts) => this.child(opts),
    };
  }
}

const ids = (resources: readonly pulumi.CustomResource[]) => resources.map(({ id }) => id);
