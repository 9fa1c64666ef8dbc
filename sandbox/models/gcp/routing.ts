/** Routes and Cloud Router. */
import { Netmask } from "netmask";
import { boolean, cidr, integer, list, type ModelContext, object, type Refusal, ref, string } from "../../core/model";
import {
  compute,
  defineGcp,
  given,
  invalid,
  nameField,
  objects,
  projectOf,
  refuse,
  resolve,
  resourceManagerTags,
  rfc1035,
  selfLink,
  stated,
  timestamp,
} from "./common";
import { forwardingRuleType } from "./forwarding-rules";
import { addressType, networkOf, networkType, subnetRanges, subnetworkType } from "./ranges";

const nextHops = ["nextHopGateway", "nextHopIlb", "nextHopInstance", "nextHopIp", "nextHopVpnTunnel"] as const;

/** "Internal passthrough Network Load Balancers as next hops", "Interactions between subnet routes and static routes". */
function admitRoute({ inputs, world }: ModelContext): readonly Refusal[] {
  const network = resolve(world, networkType, inputs.network);
  if (!network) return [];
  const refusals: Refusal[] = [];
  const wanted = new Netmask(String(inputs.destRange));
  const hidden = world
    .objects(subnetworkType)
    .filter((subnet) => networkOf(world, subnet) === network.id)
    .flatMap(subnetRanges)
    .find((range) => new Netmask(range.cidr).contains(wanted));
  if (hidden)
    refusals.push(invalid("destRange", `'${inputs.destRange}'. It is or lies in ${hidden.cidr} of ${hidden.owner}`));
  const rule = world
    .objects(forwardingRuleType)
    .find(({ id, state }) => [id, state.selfLink, state.ipAddress].includes(String(inputs.nextHopIlb)));
  if (!rule) return refusals;
  if (resolve(world, networkType, rule.state.network)?.id !== network.id)
    refusals.push(invalid("nextHopIlb", `'${rule.id}'. It is not in ${network.id}`));
  if (given(inputs.tags) && inputs.nextHopIlb !== rule.state.ipAddress)
    refusals.push(invalid("tags", "a route with tags names its load balancer by address"));
  const shared = world.find(addressType, String(rule.state.ipAddress), "address");
  if (shared?.state.purpose === "SHARED_LOADBALANCER_VIP")
    refusals.push(invalid("nextHopIlb", `'${rule.id}'. An address that rules share is no next hop`));
  return refusals;
}

export const route = defineGcp({
  type: "gcp:compute/route:Route",
  page: "compute_route",
  apis: ["compute"],
  location: "global",
  inputs: {
    name: nameField(),
    description: string({ replaces: true }),
    network: ref(networkType, { ...compute, required: true, replaces: true }),
    destRange: cidr({ required: true, replaces: true }),
    priority: integer({ replaces: true, min: 0, max: 65535, default: 1000 }),
    tags: list(string({ pattern: rfc1035 }), { replaces: true, set: true }),
    nextHopGateway: string({ replaces: true, pattern: /(^|\/global\/gateways\/)default-internet-gateway$/ }),
    nextHopIp: string({ replaces: true, computed: true }),
    nextHopIlb: ref(forwardingRuleType, { by: ["id", "selfLink", "ipAddress"], replaces: true, sameRegion: false }),
    params: object(resourceManagerTags(), { replaces: true }),
  },
  outputs: [
    "asPaths",
    "creationTimestamp",
    "nextHopHub",
    "nextHopInstanceZone",
    "nextHopInterRegionCost",
    "nextHopMed",
    "nextHopNetwork",
    "nextHopOrigin",
    "nextHopPeering",
    "routeStatus",
    "routeType",
    "selfLink",
    "warnings",
  ],
  id: (context) => `projects/${projectOf(context)}/global/routes/${context.inputs.name}`,
  compute: (context) => ({
    asPaths: [],
    creationTimestamp: timestamp(context),
    nextHopHub: "",
    nextHopInstanceZone: "",
    nextHopInterRegionCost: "",
    nextHopIp: "",
    nextHopMed: "",
    nextHopNetwork: "",
    nextHopOrigin: "",
    nextHopPeering: "",
    routeStatus: "ACTIVE",
    routeType: "STATIC",
    selfLink: selfLink(context.id),
    warnings: [],
  }),
  unique: [
    { fields: ["name"], scope: "account", reason: "Error 409: a route of this name already exists, alreadyExists" },
  ],
  check: (context) => {
    const hops = nextHops.filter((hop) => stated(context, hop));
    return hops.length === 1 ? [] : [refuse("nextHopGateway", `exactly one of ${nextHops.join(", ")} must be given`)];
  },
  admit: admitRoute,
});

export const routerType = "gcp:compute/router:Router";

/** Private autonomous systems, and the one that Google keeps for Partner Interconnect. */
function isRouterAsn(asn: number): boolean {
  return (asn >= 64512 && asn <= 65534) || (asn >= 4_200_000_000 && asn <= 4_294_967_294) || asn === 16550;
}

export const router = defineGcp({
  type: routerType,
  page: "compute_router",
  apis: ["compute"],
  location: "region",
  inputs: {
    name: nameField(),
    description: string(),
    network: ref(networkType, { ...compute, required: true, replaces: true }),
    bgp: object({
      asn: integer({ required: true }),
      advertiseMode: string({ oneOf: ["DEFAULT", "CUSTOM"], default: "DEFAULT" }),
      advertisedGroups: list(string({ oneOf: ["ALL_SUBNETS"] })),
      advertisedIpRanges: list(object({ range: cidr({ required: true }), description: string() }), { set: true }),
      keepaliveInterval: integer({ min: 20, max: 60, default: 20 }),
      identifierRange: cidr({ maxPrefix: 30 }),
    }),
    encryptedInterconnectRouter: boolean({ replaces: true }),
    params: object(resourceManagerTags(), { replaces: true }),
  },
  outputs: ["creationTimestamp", "selfLink"],
  id: (context) => `projects/${projectOf(context)}/regions/${context.region}/routers/${context.inputs.name}`,
  compute: (context) => ({ creationTimestamp: timestamp(context), selfLink: selfLink(context.id) }),
  unique: [
    { fields: ["name"], scope: "region", reason: "Error 409: a router of this name already exists, alreadyExists" },
  ],
  check: ({ inputs }) => {
    const asn = objects([inputs.bgp ?? null])[0]?.asn;
    return typeof asn === "number" && !isRouterAsn(asn)
      ? [invalid("bgp.asn", `'${asn}'. It must be a private ASN`)]
      : [];
  },
});
