/** VPCs and subnets. */
import { Netmask } from "netmask";
import {
  boolean,
  cidr,
  integer,
  list,
  type ModelContext,
  number,
  object,
  type Refusal,
  ref,
  string,
} from "../../core/model";
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
  text,
  timestamp,
  unknown,
} from "./common";
import { conflict, networkType, overlaps, subnetworkType, takenRanges } from "./ranges";

export const network = defineGcp({
  type: networkType,
  page: "compute_network",
  apis: ["compute"],
  location: "global",
  inputs: {
    name: nameField(),
    description: string({ replaces: true }),
    autoCreateSubnetworks: boolean({ replaces: true, default: true }),
    routingMode: string({ oneOf: ["REGIONAL", "GLOBAL"], computed: true }),
    bgpBestPathSelectionMode: string({ oneOf: ["LEGACY", "STANDARD"], computed: true }),
    bgpAlwaysCompareMed: boolean({ computed: true }),
    bgpInterRegionCost: string({ oneOf: ["DEFAULT", "ADD_COST_TO_MED"], computed: true }),
    deleteBgpAlwaysCompareMed: boolean({ default: false }),
    deleteDefaultRoutesOnCreate: boolean({ default: false }),
    mtu: integer({ min: 1300, max: 8896, computed: true }),
    enableUlaInternalIpv6: boolean(),
    internalIpv6Range: string({ replaces: true, computed: true }),
    networkFirewallPolicyEnforcementOrder: string({
      oneOf: ["BEFORE_CLASSIC_FIREWALL", "AFTER_CLASSIC_FIREWALL"],
      default: "AFTER_CLASSIC_FIREWALL",
    }),
    networkProfile: string({ replaces: true }),
    params: object(resourceManagerTags(), { replaces: true }),
  },
  outputs: ["gatewayIpv4", "networkId", "numericId", "selfLink"],
  // What `gcloud compute project-info describe` says of a new project.
  quota: { most: 5, scope: "account", reason: "QUOTA_EXCEEDED: Quota 'NETWORKS' exceeded. Limit: 5.0 globally." },
  id: (context) => `projects/${projectOf(context)}/global/networks/${context.inputs.name}`,
  compute: (context) => {
    const numericId = context.digits(19);
    return {
      routingMode: "REGIONAL",
      bgpBestPathSelectionMode: "LEGACY",
      bgpAlwaysCompareMed: false,
      bgpInterRegionCost: "",
      mtu: 1460,
      internalIpv6Range: "",
      gatewayIpv4: "",
      networkId: numericId,
      numericId,
      selfLink: selfLink(context.id),
    };
  },
  unique: [
    { fields: ["name"], scope: "account", reason: "Error 409: a network of this name already exists, alreadyExists" },
  ],
  check: (context) =>
    context.inputs.bgpAlwaysCompareMed === true &&
    !unknown(context, "bgpBestPathSelectionMode") &&
    context.inputs.bgpBestPathSelectionMode !== "STANDARD"
      ? [refuse("bgpAlwaysCompareMed", "can only be set when bgpBestPathSelectionMode is STANDARD")]
      : [],
});

const proxyPurposes = ["REGIONAL_MANAGED_PROXY", "GLOBAL_MANAGED_PROXY"];

function isProxyOnly({ inputs }: Pick<ModelContext, "inputs">): boolean {
  return proxyPurposes.includes(text(inputs.purpose) ?? "");
}

function wantedRanges({ inputs }: Pick<ModelContext, "inputs">): { property: string; cidr: string }[] {
  const primary = { property: "ipCidrRange", cidr: text(inputs.ipCidrRange) };
  const secondary = objects(inputs.secondaryIpRanges).map(({ ipCidrRange }, index) => ({
    property: `secondaryIpRanges[${index}].ipCidrRange`,
    cidr: text(ipCidrRange),
  }));
  return [primary, ...secondary].flatMap(({ property, cidr: range }) => (range ? [{ property, cidr: range }] : []));
}

/** Rules a subnet has to keep by itself. */
function checkSubnetwork(context: ModelContext): Refusal[] {
  const { inputs } = context;
  const refusals: Refusal[] = [];
  const ranges = wantedRanges(context);
  for (const [index, range] of ranges.entries()) {
    const other = ranges.slice(0, index).find(({ cidr: earlier }) => overlaps(range.cidr, earlier));
    if (other) refusals.push(invalid(range.property, `'${range.cidr}'. It overlaps ${other.property} '${other.cidr}'`));
  }
  const names = objects(inputs.secondaryIpRanges).map(({ rangeName }) => rangeName);
  if (new Set(names).size !== names.length)
    refusals.push(invalid("secondaryIpRanges", "range names must be unique within the subnetwork"));
  if (isProxyOnly(context)) {
    if (given(inputs.logConfig))
      refusals.push(invalid("logConfig", "flow logs are not supported for a subnetwork with this purpose"));
    if (given(inputs.secondaryIpRanges))
      refusals.push(invalid("secondaryIpRanges", "a proxy-only subnetwork has no secondary ranges"));
    if (inputs.privateIpGoogleAccess === true)
      refusals.push(invalid("privateIpGoogleAccess", "not supported for a subnetwork with this purpose"));
    if (!stated(context, "role"))
      refusals.push(invalid("role", "must be ACTIVE or BACKUP for a proxy-only subnetwork"));
    if (typeof inputs.ipCidrRange === "string" && new Netmask(inputs.ipCidrRange).bitmask > 26)
      refusals.push(invalid("ipCidrRange", `'${inputs.ipCidrRange}'. A proxy-only subnetwork needs a /26 or larger`));
  } else if (!unknown(context, "purpose") && stated(context, "role"))
    refusals.push(invalid("role", "only a proxy-only subnetwork has a role"));
  const { metadata, metadataFields } = objects([inputs.logConfig ?? null])[0] ?? {};
  if (given(metadataFields) && metadata !== undefined && metadata !== "CUSTOM_METADATA")
    refusals.push(invalid("logConfig.metadataFields", "can only be specified when metadata is CUSTOM_METADATA"));
  return refusals;
}

export const subnetwork = defineGcp({
  type: subnetworkType,
  page: "compute_subnetwork",
  apis: ["compute"],
  location: "region",
  inputs: {
    name: nameField(),
    description: string({ replaces: true }),
    network: ref(networkType, { ...compute, required: true, replaces: true }),
    // Growing it would be an update; the other way round it is a replacement, and that is the safer thing to foretell.
    ipCidrRange: cidr({ required: true, replaces: true, minPrefix: 8, maxPrefix: 29 }),
    secondaryIpRanges: list(
      object({
        rangeName: string({ required: true, pattern: rfc1035 }),
        ipCidrRange: cidr({ required: true, minPrefix: 8, maxPrefix: 29 }),
      }),
      { set: true, maxItems: 170, computed: true },
    ),
    sendSecondaryIpRangeIfEmpty: boolean(),
    purpose: string({
      replaces: true,
      computed: true,
      oneOf: ["PRIVATE", ...proxyPurposes, "PRIVATE_SERVICE_CONNECT", "PEER_MIGRATION", "PRIVATE_NAT"],
    }),
    role: string({ oneOf: ["ACTIVE", "BACKUP"] }),
    privateIpGoogleAccess: boolean({ computed: true }),
    privateIpv6GoogleAccess: string({
      computed: true,
      oneOf: ["DISABLE_GOOGLE_ACCESS", "ENABLE_BIDIRECTIONAL_ACCESS_TO_GOOGLE", "ENABLE_OUTBOUND_VM_ACCESS_TO_GOOGLE"],
    }),
    stackType: string({ oneOf: ["IPV4_ONLY", "IPV4_IPV6"], computed: true }),
    ipv6AccessType: string({ oneOf: ["EXTERNAL", "INTERNAL"] }),
    allowSubnetCidrRoutesOverlap: boolean({ computed: true }),
    logConfig: object({
      aggregationInterval: string({
        oneOf: ["5_SEC", "30_SEC", "1_MIN", "5_MIN", "10_MIN", "15_MIN"].map((interval) => `INTERVAL_${interval}`),
        default: "INTERVAL_5_SEC",
      }),
      flowSampling: number({ min: 0, max: 1, default: 0.5 }),
      metadata: string({
        oneOf: ["EXCLUDE_ALL_METADATA", "INCLUDE_ALL_METADATA", "CUSTOM_METADATA"],
        default: "INCLUDE_ALL_METADATA",
      }),
      metadataFields: list(string(), { set: true }),
      filterExpr: string({ default: "true" }),
    }),
    params: object(resourceManagerTags(), { replaces: true }),
  },
  outputs: [
    "creationTimestamp",
    "fingerprint",
    "gatewayAddress",
    "ipv6CidrRange",
    "ipv6GceEndpoint",
    "internalIpv6Prefix",
    "externalIpv6Prefix",
    "selfLink",
    "state",
    "subnetworkId",
  ],
  id: (context) => `projects/${projectOf(context)}/regions/${context.region}/subnetworks/${context.inputs.name}`,
  compute: (context) => ({
    creationTimestamp: timestamp(context),
    fingerprint: context.alphanumeric(12),
    gatewayAddress: new Netmask(String(context.inputs.ipCidrRange)).first,
    ipv6CidrRange: "",
    ipv6GceEndpoint: "",
    internalIpv6Prefix: "",
    externalIpv6Prefix: "",
    selfLink: selfLink(context.id),
    state: "READY",
    subnetworkId: Number(context.digits(15)),
    secondaryIpRanges: [],
    purpose: "PRIVATE",
    privateIpGoogleAccess: false,
    privateIpv6GoogleAccess: "DISABLE_GOOGLE_ACCESS",
    stackType: "IPV4_ONLY",
    allowSubnetCidrRoutesOverlap: false,
  }),
  unique: [
    { fields: ["name"], scope: "region", reason: "Error 409: a subnetwork of this name already exists, alreadyExists" },
  ],
  check: checkSubnetwork,
  admit: (context) => {
    const { inputs, world, self, region } = context;
    const vpc = resolve(world, networkType, inputs.network);
    if (!vpc) return [];
    const refusals: Refusal[] = [];
    const taken = takenRanges(world, vpc, self);
    for (const { property, cidr: range } of wantedRanges(context)) {
      const clash = conflict([range], taken);
      if (clash)
        refusals.push(
          refuse(
            property,
            `Error 400: Invalid IPCidrRange: ${range} conflicts with existing ${clash.with.owner}., invalid`,
          ),
        );
    }
    const active = world
      .objects(subnetworkType)
      .find(
        (other) =>
          other.urn !== self?.urn &&
          other.placement.region === region &&
          other.inputs.role === "ACTIVE" &&
          other.inputs.purpose === inputs.purpose &&
          resolve(world, networkType, other.inputs.network)?.id === vpc.id,
      );
    if (inputs.role === "ACTIVE" && active)
      refusals.push(invalid("role", `the network has an active proxy-only subnetwork in ${region}: ${active.id}`));
    return refusals;
  },
});
