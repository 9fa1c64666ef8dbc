/** Routes and Cloud Router. */
import { boolean, cidr, integer, list, object, ref, string } from "../../core/model";
import {
  compute,
  defineGcp,
  invalid,
  nameField,
  objects,
  projectOf,
  refuse,
  resourceManagerTags,
  rfc1035,
  selfLink,
  stated,
  timestamp,
} from "./common";
import { networkType } from "./ranges";

const nextHops = ["nextHopGateway", "nextHopIlb", "nextHopInstance", "nextHopIp", "nextHopVpnTunnel"] as const;

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
