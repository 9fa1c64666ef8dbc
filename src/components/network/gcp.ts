/** A region's network on Google Cloud. Resource types, pages followed and traps: docs/clouds/gcp.md. */
import * as pulumi from "@pulumi/pulumi";
import { subnetTiers } from "../../plan/network";
import { Component, type RegionContext } from "../component";
import type { Network, NetworkArgs, Subnet } from "./contract";
import { enableApis } from "./gcp/apis";
import { createNat, natName, reserveAddress } from "./gcp/egress";
import { createFirewall } from "./gcp/firewall";
import { gcpLayout } from "./gcp/layout";
import { keepLogsInRegion, networkLogFilter } from "./gcp/logs";
import { type Scope, tierTag } from "./gcp/scope";
import { connectGoogleApis, peerServices } from "./gcp/services";
import { createProxySubnet, createSubnets, createVpc, routeToInternet, tierSubnetNames } from "./gcp/vpc";
import { regionZones } from "./gcp/zones";

export class GcpNetwork extends Component implements Network {
  readonly id: pulumi.Output<string>;
  readonly cidr: string;
  readonly subnets: readonly Subnet[];
  readonly groups: Network["groups"];
  readonly ingress: Network["ingress"];
  /** Three zones of the region, by name. */
  readonly zones: pulumi.Output<string[]>;
  /** Public addresses that the region's outgoing traffic comes from. */
  readonly natAddresses: pulumi.Output<string>[];
  /** Name of the peering with Google's services. What has an address in its range depends on it, and goes before it goes. */
  readonly peering: pulumi.Output<string>;

  constructor(context: RegionContext, provider: pulumi.ProviderResource, { keys }: NetworkArgs) {
    super("meridian:network:GcpNetwork", context.naming.name("network"), provider);
    const scope = this.scope(context);
    const layout = gcpLayout(scope.plan);

    const apis = enableApis(scope);
    const filter = networkLogFilter(tierSubnetNames(scope), natName(scope));
    const logs = keepLogsInRegion(scope, filter, keys.keys.logs, apis.logging);
    const vpc = createVpc(scope, apis.compute);
    const toInternet = routeToInternet(scope, vpc);
    const subnets = createSubnets(scope, vpc, logs);
    createProxySubnet(scope, vpc, layout);
    createFirewall(scope, vpc, layout);
    const nat = createNat(scope, vpc, subnets.private, [toInternet, ...logs]);
    const peering = peerServices(scope, vpc, layout, apis);
    connectGoogleApis(scope, vpc, layout, apis);
    const ingress = reserveAddress(scope, "ingress", apis.compute);

    this.id = vpc.id;
    this.cidr = scope.plan.cidr;
    this.subnets = subnetTiers.map((tier) => ({ tier, id: subnets[tier].id, cidr: scope.plan.tiers[tier] }));
    this.groups = {
      ingress: pulumi.output(tierTag("public")),
      nodes: pulumi.output(tierTag("private")),
      data: pulumi.output(tierTag("data")),
    };
    this.ingress = { id: ingress.id, address: ingress.address };
    this.zones = regionZones(context.region, provider, apis.compute);
    this.peering = peering.peering;
    this.natAddresses = nat.map(({ address }) => address);
    this.registerOutputs({
      id: this.id,
      cidr: this.cidr,
      subnets: this.subnets,
      groups: this.groups,
      ingress: this.ingress,
      zones: this.zones,
      natAddresses: this.natAddresses,
    });
  }

  private scope({ naming, network, region }: RegionContext): Scope {
    return {
      naming,
      plan: network,
      project: region.account,
      region: region.location,
      child: (opts) => this.child({ deleteBeforeReplace: true, ...opts }),
    };
  }
}
