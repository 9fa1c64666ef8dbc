import { boolean, cidr, type ResourceModel, ref, string } from "../../core/model";
import {
  arn,
  contains,
  derivedHex,
  fill,
  others,
  overlaps,
  page,
  refuse,
  refuseIf,
  regional,
  tagged,
  text,
  types,
  zoneId,
  zonesOf,
} from "./common";

export const vpc: ResourceModel = regional(
  tagged({
    type: types.vpc,
    docs: page("vpc"),
    inputs: {
      cidrBlock: cidr({ required: true, replaces: true, minPrefix: 16, maxPrefix: 28 }),
      enableDnsSupport: boolean({ default: true }),
      enableDnsHostnames: boolean({ computed: true }),
      enableNetworkAddressUsageMetrics: boolean({ computed: true }),
      instanceTenancy: string({ oneOf: ["default", "dedicated"], default: "default", replaces: true }),
      assignGeneratedIpv6CidrBlock: boolean(),
      ipv6CidrBlockNetworkBorderGroup: string({ computed: true }),
    },
    // Amazon VPC quotas, VPCs per Region.
    quota: { most: 5, scope: "region", reason: "VpcLimitExceeded: The maximum number of VPCs has been reached." },
    id: (context) => `vpc-${context.hex(17)}`,
    outputs: [
      "arn",
      "defaultNetworkAclId",
      "defaultRouteTableId",
      "defaultSecurityGroupId",
      "dhcpOptionsId",
      "ipv6AssociationId",
      "ipv6CidrBlock",
      "mainRouteTableId",
      "ownerId",
    ],
    compute: (context) => {
      const { id, inputs, placement, region } = context;
      const made = (prefix: string) => `${prefix}-${derivedHex(id, prefix)}`;
      const ipv6 = inputs.assignGeneratedIpv6CidrBlock === true;
      return {
        arn: arn(context, "ec2", `vpc/${id}`),
        ownerId: placement.account,
        defaultNetworkAclId: made("acl"),
        defaultRouteTableId: made("rtb"),
        defaultSecurityGroupId: made("sg"),
        mainRouteTableId: made("rtb"),
        // One set of options serves all VPCs of an account in a region.
        dhcpOptionsId: `dopt-${derivedHex(`${placement.account}/${region}`, "dopt")}`,
        ipv6AssociationId: ipv6 ? made("vpc-cidr-assoc") : "",
        ipv6CidrBlock: ipv6 ? `2600:1f18:${derivedHex(id, "ipv6", 4)}::/56` : "",
        ...fill(inputs, {
          enableDnsHostnames: false,
          enableNetworkAddressUsageMetrics: false,
          ipv6CidrBlockNetworkBorderGroup: ipv6 ? region : "",
        }),
      };
    },
  }),
);

export const subnet: ResourceModel = regional(
  tagged({
    type: types.subnet,
    docs: page("subnet"),
    inputs: {
      vpcId: ref(types.vpc, { required: true, replaces: true }),
      cidrBlock: cidr({ required: true, replaces: true, minPrefix: 16, maxPrefix: 28 }),
      availabilityZone: string({ computed: true, replaces: true, conflictsWith: ["availabilityZoneId"] }),
      availabilityZoneId: string({ computed: true, replaces: true }),
      mapPublicIpOnLaunch: boolean({ default: false }),
      assignIpv6AddressOnCreation: boolean({ default: false }),
      enableDns64: boolean({ default: false }),
      enableResourceNameDnsARecordOnLaunch: boolean({ default: false }),
      enableResourceNameDnsAaaaRecordOnLaunch: boolean({ default: false }),
      ipv6CidrBlock: string({ pattern: /\/64$/, hint: "an IPv6 /64" }),
      privateDnsHostnameTypeOnLaunch: string({ computed: true, oneOf: ["ip-name", "resource-name"] }),
    },
    id: (context) => `subnet-${context.hex(17)}`,
    outputs: ["arn", "ipv6CidrBlockAssociationId", "ownerId"],
    compute: (context) => {
      const { id, inputs, placement, region } = context;
      const byId = zonesOf(region).find((zone) => zoneId(zone) === inputs.availabilityZoneId);
      const zone = text(inputs, "availabilityZone") ?? byId ?? zonesOf(region)[0] ?? "";
      return {
        arn: arn(context, "ec2", `subnet/${id}`),
        ownerId: placement.account,
        ipv6CidrBlockAssociationId: inputs.ipv6CidrBlock ? `subnet-cidr-assoc-${derivedHex(id, "ipv6")}` : "",
        ...fill(inputs, {
          availabilityZone: zone,
          availabilityZoneId: zoneId(zone),
          privateDnsHostnameTypeOnLaunch: "ip-name",
        }),
      };
    },
    check: ({ inputs, region }) => {
      const zone = text(inputs, "availabilityZone");
      const id = text(inputs, "availabilityZoneId");
      const zones = zonesOf(region);
      if (zones.length === 0) return [];
      return [
        ...refuseIf(
          zone !== undefined && !zones.includes(zone),
          "availabilityZone",
          `InvalidParameterValue: Value (${zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${zones.join(", ")}.`,
        ),
        ...refuseIf(
          id !== undefined && !zones.some((candidate) => zoneId(candidate) === id),
          "availabilityZoneId",
          `InvalidParameterValue: Value (${id}) for parameter availabilityZoneId is invalid.`,
        ),
      ];
    },
    admit: (context) => {
      const { inputs, world } = context;
      const owner = world.find(types.vpc, text(inputs, "vpcId") ?? "");
      const block = text(inputs, "cidrBlock");
      const vpcBlock = text(owner?.state, "cidrBlock");
      if (block === undefined || vpcBlock === undefined) return [];
      if (!contains(vpcBlock, block))
        return refuse("cidrBlock", `InvalidSubnet.Range: The CIDR '${block}' is invalid.`);
      if (inputs.ipv6CidrBlock !== undefined && !text(owner?.state, "ipv6CidrBlock"))
        return refuse("ipv6CidrBlock", `InvalidSubnet.Range: The CIDR '${inputs.ipv6CidrBlock}' is invalid.`);
      const sibling = others(context, types.subnet).find(
        ({ state }) => state.vpcId === inputs.vpcId && overlaps(text(state, "cidrBlock") ?? block, block),
      );
      return refuseIf(
        sibling !== undefined,
        "cidrBlock",
        `InvalidSubnet.Conflict: The CIDR '${block}' conflicts with another subnet (${sibling?.id})`,
      );
    },
  }),
);
