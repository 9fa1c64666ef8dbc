/** The VPC's way to the other regions. */
import { ManagedPrefixList } from "@pulumi/aws/ec2/managedPrefixList";
import type { NetworkInterface } from "@pulumi/aws/ec2/networkInterface";
import { Route } from "@pulumi/aws/ec2/route";
import type { Site } from "../../aws/site";
import type { AwsNetwork } from "../../network/aws";
import { ec2NameLimit } from "../../network/aws/site";

/**
 * The blocks of all other regions are one prefix list, so a table has one route to them, however many they are: the gateway
 * that takes over makes one call a table, and a new region changes the list and no route.
 */
export function createRoutes(
  site: Site,
  tables: AwsNetwork["routeTables"],
  remoteCidrs: readonly string[],
  first: NetworkInterface,
): void {
  if (remoteCidrs.length === 0) return;
  const list = new ManagedPrefixList(
    site.child("mesh-regions"),
    {
      name: site.naming.name("mesh-regions", ec2NameLimit),
      addressFamily: "IPv4",
      // Counts as that many routes in each table.
      maxEntries: remoteCidrs.length,
      entries: remoteCidrs.map((cidr) => ({ cidr })),
      tags: site.tags("mesh-regions"),
    },
    site.options(),
  );
  for (const [tier, ids] of Object.entries(tables))
    ids.forEach((routeTableId, index) => {
      new Route(
        site.child(`mesh-${tier}-${index}`),
        { routeTableId, destinationPrefixListId: list.id, networkInterfaceId: first.id },
        // The gateways turn it to the one that lives.
        site.options({ ignoreChanges: ["networkInterfaceId"] }),
      );
    });
}
