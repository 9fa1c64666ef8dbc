/** A region's gateways on Alibaba Cloud. Resource types, pages followed and traps: docs/clouds/alicloud.md. */
import { getImagesOutput } from "@pulumi/alicloud/ecs/getImages";
import type { Instance } from "@pulumi/alicloud/ecs/instance";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type RegionContext } from "../component";
import { AlicloudNetwork } from "../network/alicloud";
import { imageQuery, offeredImage } from "./alicloud/image";
import { createMachine } from "./alicloud/instance";
import { createRoutes } from "./alicloud/routes";
import { createSecurityGroup, openNodes } from "./alicloud/security";
import type { MeshSite } from "./alicloud/site";
import type { Mesh, MeshArgs, MeshGateway } from "./contract";

export class AlicloudMesh extends Component implements Mesh {
  readonly gateways: readonly MeshGateway[];

  /** @throws RangeError for an isolated region, which is in no mesh, and where a gateway has no bundle. */
  constructor(context: RegionContext, provider: pulumi.ProviderResource, args: MeshArgs) {
    super("meridian:mesh:AlicloudMesh", context.naming.name("mesh"), provider);
    const { naming, region } = context;
    const { network, plan, secrets, bundles } = args;
    if (region.isolated) throw new RangeError(`${region.name} is isolated, and no region of the mesh`);
    if (!(network instanceof AlicloudNetwork)) throw new TypeError("a mesh on Alibaba Cloud needs its own network");
    const site: MeshSite = { naming, region, given: { ...args, network }, child: (opts) => this.child(opts) };

    const group = createSecurityGroup(site);
    const images = getImagesOutput(imageQuery, { parent: this, provider });
    const image = images.ids.apply((ids) => offeredImage(region.location, ids));
    const instances: Instance[] = [];
    this.gateways = plan.gateways.map((gateway, position) => {
      const value = bundles[position];
      if (!value) throw new RangeError(`${gateway.name} has no bundle`);
      const secret = secrets.keep(`mesh-${gateway.index}`, value);
      const before = instances.at(-1);
      const { instance, address } = createMachine(site, gateway, { image, group: group.id, secret, before });
      instances.push(instance);
      return { name: gateway.name, address };
    });
    const [first] = instances;
    if (first) createRoutes(site, first);
    openNodes(site);
    this.registerOutputs({ gateways: this.gateways });
  }
}
