/** A network that is only its answers, for specs of what lies in it. */
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../../src/components/component";
import type { Network } from "../../src/components/network/contract";

export class StandInNetwork extends pulumi.ComponentResource implements Network {
  readonly id = pulumi.output("vpc-1");
  readonly cidr: string;
  readonly subnets: Network["subnets"];
  readonly zones: Network["zones"];
  readonly groups: Network["groups"];
  readonly ingress: Network["ingress"];

  constructor({ region, network }: RegionContext) {
    super("test:network:StandIn", region.name);
    this.cidr = network.cidr;
    this.subnets = network.subnets.map(({ tier, zone, cidr }) => ({
      tier,
      zone,
      cidr,
      id: pulumi.output(`subnet-${tier}-${zone}`),
    }));
    this.zones = pulumi.output(["a", "b", "c"].map((letter) => `${region.location}${letter}`));
    const group = (name: string) => pulumi.output(`sg-${name}`);
    this.groups = { ingress: group("ingress"), nodes: group("nodes"), data: group("data") };
    this.ingress = { id: pulumi.output("eipalloc-1"), address: pulumi.output("198.51.100.7") };
  }
}
