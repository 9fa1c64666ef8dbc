/** Subnets of the DR network, one a zone. */
import { Subnet } from "@pulumi/aws/ec2/subnet";
import type * as pulumi from "@pulumi/pulumi";
import type { DrNetworkPlan } from "../../../plan/dr";
import type { VpcSite } from "../../network/aws/site";

/** Each waits for the one before, as in the region's own network (docs/clouds/moves.md). */
export function createDrSubnets(
  site: VpcSite,
  plan: DrNetworkPlan,
  zones: pulumi.Output<string[]>,
): pulumi.Output<string>[] {
  const subnets: Subnet[] = [];
  for (const { zone, cidr } of plan.subnets) {
    const purpose = `data-${zone}`;
    subnets.push(
      new Subnet(
        site.child(purpose),
        {
          vpcId: site.vpc.id,
          cidrBlock: cidr,
          availabilityZone: zones.apply((names) => names[zone] ?? ""),
          mapPublicIpOnLaunch: false,
          tags: site.tags(purpose),
        },
        site.options({ deleteBeforeReplace: true, dependsOn: subnets.slice(-1) }),
      ),
    );
  }
  return subnets.map(({ id }) => id);
}
