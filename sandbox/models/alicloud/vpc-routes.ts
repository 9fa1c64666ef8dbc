/** Route entries whose next hop can change. Modelled for instances and NAT gateways; the cloud knows more next hops. */
import { Netmask } from "netmask";
import { cidr, defineResource, ref, string, type World } from "../../core/model";
import { label, page, text, unless } from "./fields";
import { instanceType } from "./instances";
import { natType } from "./nat";
import { routeTableType } from "./routes";
import { vpcType, vswitchType } from "./vpc";

const routeEntryType = "alicloud:vpc/routeEntry:RouteEntry";
/** Inside every VPC (CreateRouteEntry: a part of this block, but not the whole). */
const services = "100.64.0.0/10";

const hops = { Instance: instanceType, NatGateway: natType } as const;

const within = (block: string, part: string): boolean => new Netmask(block).contains(part);

/** The VPC of a table, its own one or one that was made. */
const vpcOfTable = (world: World, table: string): string =>
  world.find(vpcType, table, "routeTableId")?.id ?? text(world.find(routeTableType, table)?.inputs ?? {}, "vpcId");

const vpcOfHop = (world: World, hop: string): string => {
  const nat = world.find(natType, hop);
  if (nat) return text(nat.inputs, "vpcId");
  const vswitch = text(world.find(instanceType, hop)?.inputs ?? {}, "vswitchId");
  return text(world.find(vswitchType, vswitch)?.inputs ?? {}, "vpcId");
};

export const vpcRouteEntry = defineResource({
  type: "alicloud:vpc/vPCRouteEntry:VPCRouteEntry",
  docs: page("vpc_route_entry"),
  location: "region",
  inputs: {
    routeEntryName: label(1, 128),
    description: label(1, 256),
    routeTableId: ref([routeTableType, vpcType], { required: true, replaces: true, by: ["id", "routeTableId"] }),
    destinationCidrBlock: cidr({ required: true, replaces: true }),
    nexthopType: string({ oneOf: Object.keys(hops), computed: true }),
    nexthopId: ref(Object.values(hops)),
  },
  unique: [
    {
      fields: ["routeTableId", "destinationCidrBlock"],
      scope: "region",
      reason: "InvalidCidrBlock.Duplicate: the table has a route to this block already",
    },
  ],
  check: ({ inputs, given }) => {
    const block = text(inputs, "destinationCidrBlock");
    return [
      ...unless(given("nexthopId"), "nexthopId", "MissingParameter: a route leads somewhere"),
      ...unless(block !== services, "destinationCidrBlock", `InvalidCidrBlock: ${services} is the cloud's own`),
    ];
  },
  admit: ({ inputs, world }) => {
    const table = text(inputs, "routeTableId");
    const hop = text(inputs, "nexthopId");
    const block = text(inputs, "destinationCidrBlock");
    const vpc = vpcOfTable(world, table);
    const kind = world.find(natType, hop) ? "NatGateway" : "Instance";
    const inside = world
      .objects(vswitchType)
      .find((vswitch) => vswitch.inputs.vpcId === vpc && within(text(vswitch.inputs, "cidrBlock"), block));
    const other = world
      .objects(routeEntryType)
      .find((entry) => entry.inputs.routeTableId === table && entry.inputs.destinationCidrblock === block);
    return [
      ...unless(
        vpcOfHop(world, hop) === vpc,
        "nexthopId",
        "InvalidNexthopId.VpcMismatch: next hop and route table belong to different VPCs",
      ),
      ...unless(
        (inputs.nexthopType ?? "Instance") === kind,
        "nexthopType",
        `InvalidNexthopType: ${hop} is of type ${kind}`,
      ),
      ...unless(
        inside === undefined,
        "destinationCidrBlock",
        `InvalidCidrBlock: ${block} lies in ${inside?.id}, a vSwitch of the VPC`,
      ),
      ...unless(
        other === undefined,
        "destinationCidrBlock",
        "InvalidCidrBlock.Duplicate: the table has a route to this block already",
      ),
    ];
  },
  id: ({ inputs }) => `${text(inputs, "routeTableId")}:${text(inputs, "destinationCidrBlock")}`,
  outputs: ["nextHops", "status"],
  compute: ({ inputs }) => ({
    nexthopType: "Instance",
    nextHops: [{ nexthopId: text(inputs, "nexthopId"), nexthopType: text(inputs, "nexthopType") || "Instance" }],
    status: "Available",
  }),
  deleteBeforeReplace: true,
});
