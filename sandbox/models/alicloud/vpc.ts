/** VPCs and vSwitches. */
import { Netmask } from "netmask";
import { findLocation } from "../../../src/facts/locations";
import {
  boolean,
  cidr,
  defineResource,
  integer,
  list,
  type Properties,
  type Refusal,
  ref,
  string,
} from "../../core/model";
import { idOf, label, overlaps, page, refuse, resourceGroupId, tags, text, unless } from "./fields";

export const vpcType = "alicloud:vpc/network:Network";
export const vswitchType = "alicloud:vpc/switch:Switch";

const kept = ["100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4"];

export const network = defineResource({
  type: vpcType,
  docs: page("vpc"),
  location: "region",
  inputs: {
    vpcName: label(1, 128),
    cidrBlock: cidr({ minPrefix: 8, maxPrefix: 28, default: "172.16.0.0/12", replaces: true }),
    description: label(1, 256),
    dnsHostnameStatus: string({ oneOf: ["ENABLED", "DISABLED"], computed: true }),
    dryRun: boolean(),
    enableIpv6: boolean(),
    forceDelete: boolean(),
    ipv4CidrMask: integer({ min: 8, max: 28 }),
    ipv4IpamPoolId: string({ replaces: true }),
    isDefault: boolean({ replaces: true, computed: true }),
    resourceGroupId,
    systemRouteTableDescription: label(1, 256),
    systemRouteTableName: label(1, 128),
    systemRouteTableRoutePropagationEnable: boolean({ computed: true }),
    tags: tags(),
    userCidrs: list(cidr(), { maxItems: 3, replaces: true, computed: true }),
  },
  check: ({ inputs }) => {
    const block = text(inputs, "cidrBlock");
    const taken = block === "" ? undefined : kept.find((other) => overlaps(block, other));
    return taken ? refuse("cidrBlock", `InvalidCidrBlock: ${block} overlaps ${taken}, which the cloud keeps`) : [];
  },
  // VPC, Limits and quotas: vpc_quota_vpcs_num.
  quota: { most: 10, scope: "region", reason: "QuotaExceeded.Vpc: VPC quota exceeded." },
  id: idOf("vpc"),
  outputs: ["regionId", "routeTableId", "routerId", "routerTableId", "status"],
  compute: (context) => {
    const routeTableId = idOf("vtb")(context);
    return {
      regionId: context.region,
      routeTableId,
      routerTableId: routeTableId,
      routerId: idOf("vrt")(context),
      status: "Available",
      dnsHostnameStatus: "DISABLED",
      isDefault: false,
      resourceGroupId: "rg-acfm00000000000",
      systemRouteTableRoutePropagationEnable: true,
      userCidrs: [],
    };
  },
});

function zoneRefusals(inputs: Properties, region: string): readonly Refusal[] {
  const zone = text(inputs, "zoneId");
  const zones = findLocation("alicloud", region)?.zones;
  if (zone === "" || !zones || zones.includes(zone)) return [];
  return refuse("zoneId", `InvalidZoneId.NotFound: ${region} has no zone ${zone}; its zones are ${zones.join(", ")}`);
}

export const vswitch = defineResource({
  type: vswitchType,
  docs: page("vswitch"),
  location: "region",
  inputs: {
    vswitchName: label(1, 128),
    vpcId: ref(vpcType, { required: true, replaces: true }),
    cidrBlock: cidr({ required: true, replaces: true, minPrefix: 16, maxPrefix: 29 }),
    zoneId: string({ required: true, replaces: true }),
    description: label(1, 256),
    enableIpv6: boolean(),
    ipv6CidrBlockMask: integer({ min: 0, max: 4095 }),
    isDefault: boolean({ computed: true }),
    tags: tags(),
    vpcIpv6CidrBlock: string(),
  },
  check: ({ inputs, region }) => zoneRefusals(inputs, region),
  admit: ({ inputs, world, self }) => {
    const block = text(inputs, "cidrBlock");
    const vpcId = text(inputs, "vpcId");
    const range = text(world.find(vpcType, vpcId)?.inputs ?? {}, "cidrBlock");
    const other = world
      .objects(vswitchType)
      .find(
        (object) =>
          object.id !== self?.id && object.inputs.vpcId === vpcId && overlaps(text(object.inputs, "cidrBlock"), block),
      );
    return [
      ...unless(
        new Netmask(range).contains(block) && range !== block,
        "cidrBlock",
        `InvalidCidrBlock.NotInVpc: ${block} is no part of ${range}, the block of ${vpcId}`,
      ),
      ...unless(
        other === undefined,
        "cidrBlock",
        `InvalidCidrBlock.Overlapped: ${block} overlaps ${other?.id} (${text(other?.inputs ?? {}, "cidrBlock")})`,
      ),
    ];
  },
  id: idOf("vsw"),
  outputs: ["availabilityZone", "status"],
  compute: ({ inputs }) => ({
    availabilityZone: text(inputs, "zoneId"),
    status: "Available",
    isDefault: false,
  }),
  deleteBeforeReplace: true,
  // Several vSwitches stand in one text there, so it is no reference that holds.
  retain: ({ id }, world) => {
    const database = world
      .objects("alicloud:rds/instance:Instance")
      .find(({ inputs }) => text(inputs, "vswitchId").split(",").includes(id));
    return database ? `DependencyViolation: ${id} is used by ${database.id}` : undefined;
  },
});
