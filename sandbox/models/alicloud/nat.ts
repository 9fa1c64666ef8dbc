/** Public addresses, NAT gateways and source translation. */
import {
  boolean,
  cidr,
  defineResource,
  integer,
  list,
  object,
  type Refusal,
  ref,
  string,
  type World,
} from "../../core/model";
import { idOf, label, page, resourceGroupId, tags, text, unless } from "./fields";
import { instanceType } from "./instances";
import { loadBalancerType } from "./slb";
import { vpcType, vswitchType } from "./vpc";

export const eipType = "alicloud:ecs/eipAddress:EipAddress";
export const natType = "alicloud:vpc/natGateway:NatGateway";
export const eipAssociationType = "alicloud:ecs/eipAssociation:EipAssociation";
const snatEntryType = "alicloud:vpc/snatEntry:SnatEntry";

const resourceName = /^(?!https?:\/\/)[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]$/;

export const eipAddress = defineResource({
  type: eipType,
  docs: page("eip_address"),
  location: "region",
  inputs: {
    addressName: string({ minLength: 1, maxLength: 128, pattern: /^[A-Za-z][A-Za-z0-9._-]*$/ }),
    activityId: string({ replaces: true }),
    autoPay: boolean(),
    bandwidth: string({ computed: true, pattern: /^[1-9]\d{0,3}$/, hint: "Mbit/s" }),
    deletionProtection: boolean({ computed: true }),
    description: label(2, 256),
    highDefinitionMonitorLogStatus: string({ oneOf: ["ON", "OFF"], computed: true }),
    internetChargeType: string({
      oneOf: ["PayByBandwidth", "PayByTraffic"],
      default: "PayByBandwidth",
      replaces: true,
    }),
    isp: string({
      oneOf: ["BGP", "BGP_PRO", "BGP_FinanceCloud", "ChinaTelecom", "ChinaUnicom", "ChinaMobile"],
      computed: true,
      replaces: true,
    }),
    logProject: string(),
    logStore: string(),
    mode: string({ oneOf: ["NAT", "MULTI_BINDED", "BINDED"], computed: true }),
    netmode: string({ oneOf: ["public"], replaces: true }),
    paymentType: string({ oneOf: ["Subscription", "PayAsYouGo"], default: "PayAsYouGo", replaces: true }),
    period: integer({ min: 1, max: 36 }),
    pricingCycle: string({ oneOf: ["Month", "Year"] }),
    publicIpAddressPoolId: string({ replaces: true }),
    resourceGroupId,
    securityProtectionTypes: list(string({ oneOf: ["AntiDDoS_Enhanced"] }), { replaces: true }),
    tags: tags(),
    zone: string({ replaces: true, computed: true }),
  },
  check: ({ inputs, given }) => {
    const { paymentType, internetChargeType } = inputs;
    if (paymentType === undefined || internetChargeType === undefined) return [];
    const prepaid = paymentType === "Subscription";
    const byTraffic = internetChargeType === "PayByTraffic";
    const most = prepaid ? 1000 : byTraffic ? 200 : 500;
    return [
      ...unless(
        Number(inputs.bandwidth ?? 5) <= most,
        "bandwidth",
        `InvalidParameter: at most ${most} Mbit/s with ${text(inputs, "paymentType")} and ${text(inputs, "internetChargeType")}`,
      ),
      ...unless(!(prepaid && byTraffic), "internetChargeType", "a Subscription address takes PayByBandwidth only"),
      ...unless(prepaid || !given("period"), "period", "goes with paymentType Subscription only"),
      ...unless(!prepaid || given("period"), "period", "missing, and a Subscription needs it"),
    ];
  },
  id: idOf("eip"),
  outputs: ["ipAddress", "allocationId", "status"],
  compute: ({ publicAddress, id }) => ({
    ipAddress: publicAddress(),
    allocationId: id,
    bandwidth: "5",
    deletionProtection: false,
    highDefinitionMonitorLogStatus: "OFF",
    isp: "BGP",
    mode: "NAT",
    resourceGroupId: "rg-acfm00000000000",
    status: "Available",
    zone: "",
  }),
  retain: ({ inputs, id }) =>
    inputs.deletionProtection === true ? `DeletionProtection: ${id} is protected against deletion` : undefined,
});

export const natGateway = defineResource({
  type: natType,
  docs: page("nat_gateway"),
  location: "region",
  inputs: {
    natGatewayName: string({ minLength: 2, maxLength: 128, pattern: resourceName }),
    vpcId: ref(vpcType, { required: true, replaces: true }),
    vswitchId: ref(vswitchType, { required: true, replaces: true }),
    natType: string({ oneOf: ["Enhanced"], default: "Enhanced", replaces: true }),
    networkType: string({ oneOf: ["internet", "intranet"], default: "internet", replaces: true }),
    availabilityMode: string({ oneOf: ["CrossAZ", "SingleAZ"], computed: true, replaces: true }),
    paymentType: string({ oneOf: ["PayAsYouGo"], default: "PayAsYouGo", replaces: true }),
    internetChargeType: string({ oneOf: ["PayByLcu"], computed: true, replaces: true }),
    accessMode: object({
      modeValue: string({ oneOf: ["route", "tunnel"] }),
      tunnelType: string({ oneOf: ["geneve"] }),
    }),
    deletionProtection: boolean({ default: false }),
    description: label(2, 256),
    dryRun: boolean(),
    eipBindMode: string({ oneOf: ["MULTI_BINDED", "NAT"], computed: true }),
    force: boolean(),
    icmpReplyEnabled: boolean({ default: true }),
    privateLinkEnabled: boolean({ default: false, replaces: true }),
    tags: tags(),
  },
  admit: ({ inputs, world }) => {
    const home = world.find(vswitchType, text(inputs, "vswitchId"));
    return unless(
      home?.inputs.vpcId === inputs.vpcId,
      "vswitchId",
      `InvalidVSwitch.NotBelongToVpc: ${text(inputs, "vswitchId")} is not in ${text(inputs, "vpcId")}`,
    );
  },
  id: idOf("ngw"),
  outputs: ["snatTableIds", "forwardTableIds", "status"],
  compute: (context) => ({
    snatTableIds: idOf("stb")(context),
    forwardTableIds: idOf("ftb")(context),
    availabilityMode: "CrossAZ",
    eipBindMode: "MULTI_BINDED",
    internetChargeType: "PayByLcu",
    status: "Available",
  }),
  retain: ({ inputs, id }) =>
    inputs.deletionProtection === true ? `DeletionProtection: ${id} is protected against deletion` : undefined,
});

export const eipAssociation = defineResource({
  type: eipAssociationType,
  docs: page("eip_association"),
  location: "region",
  inputs: {
    allocationId: ref(eipType, { required: true, replaces: true }),
    instanceId: ref([natType, loadBalancerType, instanceType], { required: true, replaces: true }),
    instanceType: string({
      oneOf: ["Nat", "SlbInstance", "EcsInstance", "NetworkInterface", "HaVip", "IpAddress"],
      default: "EcsInstance",
      replaces: true,
    }),
    force: boolean(),
    mode: string({ oneOf: ["NAT", "MULTI_BINDED", "BINDED"], computed: true }),
    privateIpAddress: string({ replaces: true }),
    vpcId: ref(vpcType, { replaces: true }),
  },
  unique: [
    {
      fields: ["allocationId"],
      scope: "region",
      reason: "IncorrectEipStatus: the address is associated with something already",
    },
  ],
  check: ({ inputs }) => [
    ...unless(
      !text(inputs, "instanceId").startsWith("i-") || (inputs.instanceType ?? "EcsInstance") === "EcsInstance",
      "instanceType",
      "InvalidInstanceType: an instance of ECS is of type EcsInstance",
    ),
    ...unless(
      !text(inputs, "instanceId").startsWith("ngw-") || (inputs.instanceType ?? "Nat") === "Nat",
      "instanceType",
      "InvalidInstanceType: a NAT gateway is of type Nat",
    ),
    ...unless(
      !text(inputs, "instanceId").startsWith("lb-") || (inputs.instanceType ?? "SlbInstance") === "SlbInstance",
      "instanceType",
      "InvalidInstanceType: a load balancer is of type SlbInstance",
    ),
  ],
  admit: ({ inputs, world, self }) => {
    const instanceId = text(inputs, "instanceId");
    const machine = world.find(instanceType, instanceId);
    const bound = world
      .objects(eipAssociationType)
      .some((other) => other.id !== self?.id && other.inputs.instanceId === instanceId);
    return [
      ...unless(
        world.find(loadBalancerType, instanceId)?.state.addressType !== "internet",
        "instanceId",
        "IncorrectInstanceStatus: a load balancer with a public address of its own takes no other",
      ),
      ...unless(
        machine === undefined || Number(machine.state.internetMaxBandwidthOut) === 0,
        "instanceId",
        "InvalidInstance.AlreadyAssignedPublicIp: the instance has a public address of its own",
      ),
      ...unless(
        machine === undefined || !bound,
        "instanceId",
        "InvalidInstance.AlreadyAssociated: the instance has an address already",
      ),
    ];
  },
  id: ({ inputs }) => `${text(inputs, "allocationId")}:${text(inputs, "instanceId")}`,
  outputs: [],
  compute: () => ({ mode: "NAT" }),
});

/** Addresses that are associated with a NAT gateway. */
function addressesOf(world: World, natId: string): readonly string[] {
  return world
    .objects(eipAssociationType)
    .filter(({ inputs }) => inputs.instanceId === natId)
    .map(({ inputs }) => text(world.find(eipType, text(inputs, "allocationId"))?.state ?? {}, "ipAddress"));
}

export const snatEntry = defineResource({
  type: snatEntryType,
  docs: page("snat_entry"),
  location: "region",
  inputs: {
    snatEntryName: string({ minLength: 2, maxLength: 128, pattern: /^(?!https?:\/\/)[A-Za-z]/ }),
    snatTableId: ref(natType, { required: true, replaces: true, by: "snatTableIds" }),
    sourceVswitchId: ref(vswitchType, { replaces: true, conflictsWith: ["sourceCidr"] }),
    sourceCidr: cidr({ replaces: true }),
    snatIp: string({
      required: true,
      pattern: /^\d{1,3}(\.\d{1,3}){3}(,\d{1,3}(\.\d{1,3}){3})*$/,
      hint: "addresses, with commas between them",
    }),
    eipAffinity: integer({ oneOf: [0, 1], default: 0 }),
  },
  unique: [
    {
      fields: ["snatTableId", "sourceVswitchId"],
      scope: "region",
      reason: "InvalidSourceVSwitchId.Duplicate: a vSwitch may have one SNAT entry",
    },
    { fields: ["snatTableId", "sourceCidr"], scope: "region", reason: "Forbidden.SourceCIDR.Duplicate: taken" },
  ],
  check: ({ given }) =>
    unless(
      given("sourceVswitchId") || given("sourceCidr"),
      "sourceVswitchId",
      "MissingParameter: give sourceVswitchId or sourceCidr",
    ),
  admit: ({ inputs, world }): readonly Refusal[] => {
    const nat = world.find(natType, text(inputs, "snatTableId"), "snatTableIds");
    const source = world.find(vswitchType, text(inputs, "sourceVswitchId"));
    const bound = addressesOf(world, nat?.id ?? "");
    const strange = text(inputs, "snatIp")
      .split(",")
      .filter((address) => !bound.includes(address));
    return [
      ...unless(
        strange.length === 0,
        "snatIp",
        `InvalidSnatIp.NotAssociated: ${strange.join(", ")} is not associated with ${nat?.id}`,
      ),
      ...unless(
        source === undefined || source.inputs.vpcId === nat?.inputs.vpcId,
        "sourceVswitchId",
        `InvalidSourceVSwitchId.NotFound: ${source?.id} is in another VPC than ${nat?.id}`,
      ),
    ];
  },
  id: (context) => `${text(context.inputs, "snatTableId")}:${idOf("snat")(context)}`,
  outputs: ["snatEntryId", "status"],
  compute: ({ id }) => ({ snatEntryId: id.split(":")[1] ?? "", status: "Available" }),
});
