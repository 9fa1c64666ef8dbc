/** Route tables, what is attached to them and where they lead. */
import { boolean, cidr, defineResource, ref, string } from "../../core/model";
import { idOf, label, page, tags, text, unless } from "./fields";
import { natType } from "./nat";
import { vpcType, vswitchType } from "./vpc";

export const routeTableType = "alicloud:vpc/routeTable:RouteTable";

export const routeTable = defineResource({
  type: routeTableType,
  docs: page("route_table"),
  location: "region",
  inputs: {
    routeTableName: label(1, 128),
    vpcId: ref(vpcType, { required: true, replaces: true }),
    associateType: string({ oneOf: ["VSwitch", "Gateway"], computed: true, replaces: true }),
    description: label(1, 256),
    routePropagationEnable: boolean({ computed: true }),
    tags: tags(),
  },
  id: idOf("vtb"),
  outputs: ["resourceGroupId", "status"],
  compute: () => ({
    associateType: "VSwitch",
    resourceGroupId: "rg-acfm00000000000",
    routePropagationEnable: true,
    status: "Available",
  }),
});

export const routeTableAttachment = defineResource({
  type: "alicloud:vpc/routeTableAttachment:RouteTableAttachment",
  docs: page("route_table_attachment"),
  location: "region",
  inputs: {
    routeTableId: ref(routeTableType, { required: true, replaces: true }),
    vswitchId: ref(vswitchType, { required: true, replaces: true }),
  },
  unique: [
    {
      fields: ["vswitchId"],
      scope: "region",
      reason: "InvalidVSwitchId.Associated: the vSwitch has a custom route table already",
    },
  ],
  admit: ({ inputs, world }) =>
    unless(
      world.find(vswitchType, text(inputs, "vswitchId"))?.inputs.vpcId ===
        world.find(routeTableType, text(inputs, "routeTableId"))?.inputs.vpcId,
      "vswitchId",
      "InvalidVSwitchId.VpcMismatch: vSwitch and route table belong to different VPCs",
    ),
  id: ({ inputs }) => `${text(inputs, "routeTableId")}:${text(inputs, "vswitchId")}`,
  outputs: ["status"],
  compute: () => ({ status: "Available" }),
  deleteBeforeReplace: true,
});

/** Modelled for custom tables and NAT gateways; the cloud knows more next hops. */
export const routeEntry = defineResource({
  type: "alicloud:vpc/routeEntry:RouteEntry",
  docs: page("route_entry"),
  location: "region",
  inputs: {
    name: label(1, 128),
    description: label(1, 256),
    routeTableId: ref(routeTableType, { required: true, replaces: true }),
    destinationCidrblock: cidr({ required: true, replaces: true }),
    nexthopType: string({ required: true, oneOf: ["NatGateway"], replaces: true }),
    nexthopId: ref(natType, { required: true, replaces: true }),
  },
  unique: [
    {
      fields: ["routeTableId", "destinationCidrblock"],
      scope: "region",
      reason: "InvalidCidrBlock.Duplicate: the table has a route to this block already",
    },
  ],
  admit: ({ inputs, world }) =>
    unless(
      world.find(natType, text(inputs, "nexthopId"))?.inputs.vpcId ===
        world.find(routeTableType, text(inputs, "routeTableId"))?.inputs.vpcId,
      "nexthopId",
      "InvalidNexthopId.VpcMismatch: next hop and route table belong to different VPCs",
    ),
  id: ({ inputs, world }) => {
    const [block, type, hop] = ["destinationCidrblock", "nexthopType", "nexthopId"].map((key) => text(inputs, key));
    const table = text(inputs, "routeTableId");
    const vpc = world.find(vpcType, text(world.find(routeTableType, table)?.inputs ?? {}, "vpcId"));
    return `${table}:${text(vpc?.state ?? {}, "routerId")}:${block}:${type}:${hop}`;
  },
  outputs: ["routerId"],
  compute: ({ id }) => ({ routerId: id.split(":")[1] ?? "" }),
  deleteBeforeReplace: true,
});
