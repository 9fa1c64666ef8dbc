/** Classic load balancers. */
import { defineResource, integer, ref, string } from "../../core/model";
import { idOf, page, resourceGroupId, tags, text, unless } from "./fields";
import { vswitchType } from "./vpc";

export const loadBalancerType = "alicloud:slb/applicationLoadBalancer:ApplicationLoadBalancer";

const specs = [
  "slb.s1.small",
  "slb.s2.small",
  "slb.s2.medium",
  "slb.s3.small",
  "slb.s3.medium",
  "slb.s3.large",
  "slb.s4.large",
];
const periods = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36];

export const loadBalancer = defineResource({
  type: loadBalancerType,
  docs: page("slb_load_balancer"),
  location: "region",
  inputs: {
    loadBalancerName: string({
      maxLength: 80,
      pattern: /^[A-Za-z0-9/._](?:[A-Za-z0-9/._-]*[A-Za-z0-9/._])?$/,
      computed: true,
    }),
    address: string({ computed: true, replaces: true }),
    addressIpVersion: string({ oneOf: ["ipv4", "ipv6"], default: "ipv4", replaces: true }),
    addressType: string({ oneOf: ["internet", "intranet"], computed: true, replaces: true }),
    bandwidth: integer({ min: 1, max: 5120, computed: true }),
    deleteProtection: string({ oneOf: ["on", "off"], default: "off" }),
    instanceChargeType: string({ oneOf: ["PayBySpec", "PayByCLCU"], computed: true }),
    internetChargeType: string({ oneOf: ["PayByBandwidth", "PayByTraffic"], default: "PayByTraffic" }),
    loadBalancerSpec: string({ oneOf: specs, computed: true }),
    masterZoneId: string({ computed: true, replaces: true }),
    modificationProtectionReason: string(),
    modificationProtectionStatus: string({ oneOf: ["ConsoleProtection", "NonProtection"], computed: true }),
    paymentType: string({ oneOf: ["PayAsYouGo", "Subscription"], default: "PayAsYouGo" }),
    period: integer({ oneOf: periods }),
    resourceGroupId: { ...resourceGroupId, replaces: true },
    slaveZoneId: string({ computed: true, replaces: true }),
    status: string({ oneOf: ["active", "inactive"], computed: true }),
    tags: tags(),
    vswitchId: ref(vswitchType, { replaces: true }),
  },
  unique: [
    { fields: ["loadBalancerName"], scope: "account", reason: "DuplicatedParam.LoadBalancerName: the account has it" },
  ],
  check: ({ inputs, given }) => {
    const { addressType, internetChargeType, paymentType } = inputs;
    return [
      ...unless(
        !given("vswitchId") || addressType !== "internet",
        "addressType",
        "a load balancer in a VPC is intranet; an address of its own is bound to it",
      ),
      ...unless(
        internetChargeType !== "PayByBandwidth" || addressType === undefined || addressType === "internet",
        "internetChargeType",
        "PayByBandwidth goes with addressType internet only",
      ),
      ...unless(Object.keys(inputs.tags ?? {}).length <= 10, "tags", "TooManyTags: a load balancer takes at most 10"),
      ...unless(
        text(inputs, "deleteProtection") !== "on" || paymentType !== "Subscription",
        "deleteProtection",
        "only an instance that is paid as it goes can be protected",
      ),
    ];
  },
  id: idOf("lb"),
  outputs: [],
  compute: ({ resourceName, alphanumeric, region }) => ({
    loadBalancerName: `tf-lb-${resourceName}`.slice(0, 80),
    address: `10.0.0.${(Number.parseInt(alphanumeric(4), 36) % 250) + 1}`,
    addressType: "intranet",
    bandwidth: 5120,
    instanceChargeType: "PayBySpec",
    loadBalancerSpec: "slb.s1.small",
    masterZoneId: `${region}-h`,
    slaveZoneId: `${region}-i`,
    modificationProtectionStatus: "NonProtection",
    resourceGroupId: "rg-acfm00000000000",
    status: "active",
  }),
  retain: ({ inputs, id }) =>
    inputs.deleteProtection === "on"
      ? `OperationDenied.DeleteProtectionIsOn: ${id} is protected against deletion`
      : undefined,
});
