/** Public addresses, the way out for the private tier, and route tables. Why there is one NAT: docs/clouds/alicloud.md. */
import { EipAddress, EipAssociation } from "@pulumi/alicloud/ecs";
import {
  NatGateway,
  RouteEntry,
  RouteTable,
  RouteTableAttachment,
  SnatEntry,
  type Network as Vpc,
} from "@pulumi/alicloud/vpc";
import type { SubnetTier } from "../../../plan/network";
import { anywhere, deleteFirst, type Scope } from "./scope";
import type { VSwitch } from "./vpc";

/**
 * Mbit/s, the most that a PayByTraffic address may have (EipAddress: 1 to 200). A ceiling, not a price: traffic is paid
 * by the gigabyte.
 */
const eipBandwidth = "200";

export function reserveAddress({ naming, child }: Scope, purpose: string): EipAddress {
  const name = naming.name(purpose);
  return new EipAddress(
    name,
    {
      addressName: name,
      paymentType: "PayAsYouGo",
      internetChargeType: "PayByTraffic",
      bandwidth: eipBandwidth,
      isp: "BGP",
      tags: naming.tags,
    },
    child(),
  );
}

const ofTier = (vswitches: readonly VSwitch[], tier: SubnetTier) =>
  vswitches.filter((vswitch) => vswitch.tier === tier);

/** One gateway that spans zones, with one address; each private vSwitch goes out through it, no other does. */
export function createNat(scope: Scope, vpc: Vpc, vswitches: readonly VSwitch[], eip: EipAddress): NatGateway {
  const { naming, child } = scope;
  const name = naming.name("nat");
  const home = ofTier(vswitches, "public").find(({ zone }) => zone === 0);
  if (!home) throw new RangeError("the network plan has no public subnet in the first zone");
  const nat = new NatGateway(
    name,
    {
      natGatewayName: name,
      vpcId: vpc.id,
      vswitchId: home.resource.id,
      natType: "Enhanced",
      networkType: "internet",
      availabilityMode: "CrossAZ",
      paymentType: "PayAsYouGo",
      internetChargeType: "PayByLcu",
      tags: naming.tags,
    },
    child(),
  );
  const bound = new EipAssociation(
    name,
    { allocationId: eip.id, instanceId: nat.id, instanceType: "Nat" },
    child(deleteFirst),
  );
  for (const { zone, resource } of ofTier(vswitches, "private")) {
    const entry = naming.name(`snat-${zone}`);
    new SnatEntry(
      entry,
      { snatEntryName: entry, snatTableId: nat.snatTableIds, sourceVswitchId: resource.id, snatIp: eip.ipAddress },
      child({ dependsOn: [bound] }),
    );
  }
  return nat;
}

/**
 * The NAT gateway puts a default route into the VPC's system route table by itself. The private and the data tier leave
 * that table for their own: the private one with the route written down, the data one without.
 */
export function createRouteTables(
  { naming, child }: Scope,
  vpc: Vpc,
  vswitches: readonly VSwitch[],
  nat: NatGateway,
): Readonly<Record<"private" | "data", RouteTable>> {
  const create = (tier: "private" | "data") => {
    const name = naming.name(tier);
    const table = new RouteTable(
      name,
      { routeTableName: name, vpcId: vpc.id, associateType: "VSwitch", tags: naming.tags },
      child(),
    );
    for (const { zone, resource } of ofTier(vswitches, tier)) {
      new RouteTableAttachment(
        naming.name(`${tier}-${zone}`),
        { routeTableId: table.id, vswitchId: resource.id },
        child(deleteFirst),
      );
    }
    return table;
  };
  const tables = { private: create("private"), data: create("data") };
  const entry = naming.name("private-to-nat");
  new RouteEntry(
    entry,
    {
      name: entry,
      routeTableId: tables.private.id,
      destinationCidrblock: anywhere,
      nexthopType: "NatGateway",
      nexthopId: nat.id,
    },
    child(deleteFirst),
  );
  return tables;
}
