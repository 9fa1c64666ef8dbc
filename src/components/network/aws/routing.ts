/** Ways out: an internet gateway for the public tier, a NAT gateway per zone for the private one, none for data. */
import { Eip, InternetGateway, NatGateway, Route, RouteTable, RouteTableAssociation } from "@pulumi/aws/ec2";
import type { SubnetTier } from "../../../plan/network";
import type { VpcSite } from "./site";
import { ofTier, type PlacedSubnet } from "./subnets";

const anywhere = "0.0.0.0/0";

export function createInternetGateway(site: VpcSite): InternetGateway {
  return new InternetGateway(
    site.child("internet"),
    { vpcId: site.vpc.id, tags: site.tags("internet") },
    // The provider would detach it, which AWS refuses while the VPC has mapped public addresses.
    site.options({ replaceOnChanges: ["vpcId"] }),
  );
}

/** A static public address. AWS wants the VPC to have its internet gateway first. */
export function createAddress(site: VpcSite, gateway: InternetGateway, purpose: string): Eip {
  return new Eip(
    site.child(purpose),
    { domain: "vpc", tags: site.tags(purpose) },
    site.options({ dependsOn: [gateway] }),
  );
}

/** One NAT gateway in each public subnet, by zone, so that a lost zone takes no other's way out with it. */
export function createNatGateways(
  site: VpcSite,
  gateway: InternetGateway,
  subnets: readonly PlacedSubnet[],
): NatGateway[] {
  return ofTier(subnets, "public").map(({ plan, resource }) => {
    const purpose = `nat-${plan.zone}`;
    const address = createAddress(site, gateway, purpose);
    return new NatGateway(
      site.child(purpose),
      {
        subnetId: resource.id,
        allocationId: address.allocationId,
        connectivityType: "public",
        tags: site.tags(purpose),
      },
      // An address serves one gateway, so the old one has to let go of it first.
      site.options({ dependsOn: [gateway], deleteBeforeReplace: true }),
    );
  });
}

/** The route tables by tier: one public, one private per zone, one for data that has no route but the VPC's own. */
export type RouteTables = Readonly<Record<SubnetTier, readonly RouteTable[]>>;

export function createRoutes(
  site: VpcSite,
  gateway: InternetGateway,
  nats: readonly NatGateway[],
  subnets: readonly PlacedSubnet[],
): RouteTables {
  const table = (purpose: string) =>
    new RouteTable(site.child(purpose), { vpcId: site.vpc.id, tags: site.tags(purpose) }, site.options());

  const publicTable = table("public");
  new Route(
    site.child("public-internet"),
    { routeTableId: publicTable.id, destinationCidrBlock: anywhere, gatewayId: gateway.id },
    site.options(),
  );
  const privateTables = nats.map((nat, zone) => {
    const privateTable = table(`private-${zone}`);
    new Route(
      site.child(`private-${zone}-internet`),
      { routeTableId: privateTable.id, destinationCidrBlock: anywhere, natGatewayId: nat.id },
      site.options(),
    );
    return privateTable;
  });
  const tables = { public: [publicTable], private: privateTables, data: [table("data")] };

  for (const { plan, resource } of subnets) {
    const own = tables[plan.tier];
    const chosen = own[plan.zone % own.length];
    if (!chosen) throw new Error(`no route table for ${plan.tier} zone ${plan.zone}`);
    new RouteTableAssociation(
      site.child(`${plan.tier}-${plan.zone}`),
      { subnetId: resource.id, routeTableId: chosen.id },
      // A subnet has one association at a time.
      site.options({ deleteBeforeReplace: true }),
    );
  }
  return tables;
}
