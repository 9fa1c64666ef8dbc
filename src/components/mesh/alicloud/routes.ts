/** The VPC's routes to the other regions. */
import type { Instance } from "@pulumi/alicloud/ecs/instance";
import { VPCRouteEntry } from "@pulumi/alicloud/vpc";
import { blockName, deleteFirst, type MeshSite } from "./site";

/** What the names of these routes begin with; the gateways move no others. */
export const routePrefix = "mesh-";

/**
 * They lead to the first gateway when they are made, and then to whichever took them. The type whose id does not say the next
 * hop, or a refresh would lose a route that was moved. An ordinary `up` sees no move; one with `--refresh` gives the routes back
 * to the first gateway, and the active one takes them again within a minute.
 *
 * Not `ignoreChanges`: the engine keeps ignored inputs in a replacement too, and would name an instance that is gone. ECS deletes
 * no instance that a route names, so a route goes before its instance does.
 */
export function createRoutes({ naming, region, given, child }: MeshSite, first: Instance): void {
  const { routeTables } = given.network;
  for (const tier of ["public", "private"] as const) {
    for (const cidr of given.plan.remoteCidrs) {
      const block = blockName(cidr);
      new VPCRouteEntry(
        naming.name(`mesh-${tier}-${block}`),
        {
          routeEntryName: `${routePrefix}${block}`,
          description: `Behind the mesh of ${region.name}.`,
          routeTableId: routeTables[tier],
          destinationCidrBlock: cidr,
          nexthopType: "Instance",
          nexthopId: first.id,
        },
        child({ ...deleteFirst, replaceOnChanges: ["nexthopId"] }),
      );
    }
  }
}
