/** The gateways of a region on AWS. */
import type * as pulumi from "@pulumi/pulumi";
import { siteOf } from "../aws/site";
import { Component, type RegionContext } from "../component";
import { AwsNetwork } from "../network/aws";
import { createGateway } from "./aws/gateway";
import { createRoutes, listRegions } from "./aws/routes";
import { createGroup, openNodes } from "./aws/security";
import type { Mesh, MeshArgs } from "./contract";

export class AwsMesh extends Component implements Mesh {
  readonly gateways: Mesh["gateways"];

  constructor(context: RegionContext, provider: pulumi.ProviderResource, args: MeshArgs) {
    super("meridian:mesh:AwsMesh", context.region.name, provider);
    const { plan, network, secrets, bundles } = args;
    if (!(network instanceof AwsNetwork)) throw new TypeError("a mesh on AWS needs AWS's own network");
    const place = siteOf(context, context.region.name, (opts) => this.child(opts));
    const port = context.shared.mesh.port;
    const group = createGroup(place, network.id, port);
    const site = { ...place, given: args, net: network, securityGroup: group.id };

    const stood = plan.gateways.map((gateway, position) => {
      const bundle = bundles[position];
      if (!bundle) throw new RangeError(`${gateway.name} has no bundle`);
      return { gateway, ...createGateway(site, gateway, secrets.keep(`mesh-${gateway.index}`, bundle)) };
    });
    const [first] = stood;
    if (first && plan.remoteCidrs.length > 0) {
      const regions = listRegions(site, plan.remoteCidrs);
      createRoutes(site, network.routeTables, regions, first.interface);
      openNodes(site, network.groups.nodes, regions);
    }

    this.gateways = stood.map(({ gateway, address }) => ({ name: gateway.name, address: address.publicIp }));
    this.registerOutputs({ gateways: this.gateways });
  }
}
