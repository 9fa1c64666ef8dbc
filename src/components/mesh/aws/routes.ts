/** The VPC's way to the other regions. */
import { ManagedPrefixList } from "@pulumi/aws/ec2/managedPrefixList";
import type { NetworkInterface } from "@pulumi/aws/ec2/networkInterface";
import { Route } from "@pulumi/aws/ec2/route";
import type { Site } from "../../aws/site";
import type { AwsNetwork } from "../../network/aws";
import { ec2NameLimit } from "../../network/aws/site";

/** The blocks of all other regions as one list: a new region changes it, and no route or rule. */
export function listRegions(site: Site, remoteCidrs: readonly string[]): ManagedPrefixList {
  return new ManagedPrefixList(
    site.child("mesh-regions"),
    {
      name: site.naming.name("mesh-regions", ec2NameLimit),
      addressFamily: "IPv4",
      // Counts as that many routes in each table, and as that many rules in each security group.
      maxEntries: remoteCidrs.length,
      entries: remoteCidrs.map((cidr) => ({ cidr })),
      tags: site.tags("mesh-regions"),
    },
    site.options(),
  );
}

/** A table has one route to all other regions, so the gateway that takes over makes one call a table. */
export function createRoutes(
  site: Site,
  tables: AwsNetwork["routeTables"],
  regions: ManagedPrefixList,
  first: NetworkInterface,
): void {
  for (const [tier, ids] of Object.entries(tables))
    ids.forEach((routeTableId, index) => {
      new Route(
        site.child(`mesh-${tier}-${index}`),
        { routeTableId, destinationPrefixListId: regions.id, networkInterfaceId: first.id },
        // The gateways turn it to the one that lives.
        site.options({ ignoreChanges: ["networkInterfaceId"] }),
      );
    });
}
