/** Reserved addresses and ranges. */
import { Netmask } from "netmask";
import { type CreateContext, integer, type ModelContext, type Refusal, ref, string } from "../../core/model";
import {
  compute,
  defineGcp,
  given,
  invalid,
  labelOutputs,
  labelsField,
  labelsOf,
  nameField,
  projectOf,
  resolve,
  selfLink,
  stated,
  text,
  timestamp,
  unknown,
} from "./common";
import { addressType, conflict, globalAddressType, networkType, subnetworkType, takenRanges } from "./ranges";

const ipv4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const addressField = () => string({ replaces: true, computed: true, pattern: ipv4, hint: "an IPv4 address" });
const taken = "Error 409: an address of this name already exists, alreadyExists";

export const address = defineGcp({
  type: addressType,
  page: "compute_address",
  apis: ["compute"],
  location: "region",
  inputs: {
    name: nameField(),
    description: string({ replaces: true }),
    address: addressField(),
    addressType: string({ replaces: true, oneOf: ["EXTERNAL", "INTERNAL"], default: "EXTERNAL" }),
    networkTier: string({ replaces: true, computed: true, oneOf: ["PREMIUM", "STANDARD"] }),
    purpose: string({
      replaces: true,
      computed: true,
      oneOf: [
        "GCE_ENDPOINT",
        "SHARED_LOADBALANCER_VIP",
        "VPC_PEERING",
        "IPSEC_INTERCONNECT",
        "PRIVATE_SERVICE_CONNECT",
      ],
    }),
    subnetwork: ref(subnetworkType, { ...compute, replaces: true }),
    network: ref(networkType, { ...compute, replaces: true }),
    prefixLength: integer({ replaces: true, computed: true, min: 8, max: 30 }),
    ipVersion: string({ replaces: true, oneOf: ["IPV4"] }),
    labels: labelsField(),
  },
  outputs: ["addressId", "creationTimestamp", "labelFingerprint", "selfLink", "users", ...labelOutputs],
  id: (context) => `projects/${projectOf(context)}/regions/${context.region}/addresses/${context.inputs.name}`,
  compute: (context) => {
    const { inputs, world } = context;
    const subnet = resolve(world, subnetworkType, inputs.subnetwork);
    const inside = subnet && text(subnet.inputs.ipCidrRange);
    return {
      address: text(inputs.address) ?? (inside ? context.privateAddress(inside) : context.publicAddress()),
      networkTier: inputs.addressType === "INTERNAL" ? "" : "PREMIUM",
      purpose: inputs.addressType === "INTERNAL" ? "GCE_ENDPOINT" : "",
      prefixLength: 0,
      addressId: context.digits(19),
      creationTimestamp: timestamp(context),
      labelFingerprint: context.alphanumeric(12),
      selfLink: selfLink(context.id),
      users: [],
      ...labelsOf(inputs),
    };
  },
  unique: [{ fields: ["name"], scope: "region", reason: taken }],
  check: (context) => {
    const { inputs } = context;
    const refusals: Refusal[] = [];
    if (unknown(context, "addressType")) return refusals;
    if (inputs.addressType === "INTERNAL") {
      if (given(inputs.networkTier)) refusals.push(invalid("networkTier", "an internal address has no network tier"));
      if (given(inputs.network) && given(inputs.subnetwork))
        refusals.push(invalid("network", "can not be given together with a subnetwork"));
    } else {
      for (const field of ["address", "subnetwork", "network", "purpose", "prefixLength"] as const)
        if (given(inputs[field])) refusals.push(invalid(field, "can only be set for an internal address"));
    }
    return refusals;
  },
  admit: ({ inputs, world, self }) => {
    if (inputs.addressType !== "INTERNAL") return [];
    const subnet = resolve(world, subnetworkType, inputs.subnetwork);
    if (!subnet) return [invalid("subnetwork", "an internal address needs a subnetwork")];
    const wanted = text(inputs.address);
    if (wanted === undefined) return [];
    if (!new Netmask(String(subnet.inputs.ipCidrRange)).contains(wanted))
      return [invalid("address", `'${wanted}'. It is not in the range of ${subnet.id}`)];
    const owner = world
      .objects(addressType)
      .find(
        (other) =>
          other.urn !== self?.urn && other.state.address === wanted && other.inputs.subnetwork === inputs.subnetwork,
      );
    return owner ? [invalid("address", `'${wanted}'. It is reserved by ${owner.id}`)] : [];
  },
});

const peering = "VPC_PEERING";
const endpoint = "PRIVATE_SERVICE_CONNECT";

function checkGlobalAddress(context: ModelContext): Refusal[] {
  const { inputs } = context;
  const { purpose, prefixLength } = inputs;
  const refusals: Refusal[] = [];
  if (unknown(context, "addressType")) return refusals;
  if (inputs.addressType !== "INTERNAL") {
    for (const field of ["address", "network", "purpose", "prefixLength"] as const)
      if (given(inputs[field])) refusals.push(invalid(field, "can only be set for an internal address"));
    return refusals;
  }
  if (!stated(context, "purpose"))
    refusals.push(invalid("purpose", `an internal global address is for ${peering} or ${endpoint}`));
  if (purpose === peering && !stated(context, "prefixLength"))
    refusals.push(invalid("prefixLength", `must be given when purpose is ${peering}`));
  if (purpose === endpoint && given(prefixLength))
    refusals.push(invalid("prefixLength", `not applicable when purpose is ${endpoint}`));
  if (typeof prefixLength === "number" && typeof inputs.address === "string") {
    const { base } = new Netmask(`${inputs.address}/${prefixLength}`);
    if (base !== inputs.address)
      refusals.push(
        invalid("address", `'${inputs.address}'. It is not the first address of a /${prefixLength}; ${base} is`),
      );
  }
  return refusals;
}

export const globalAddress = defineGcp({
  type: globalAddressType,
  page: "compute_global_address",
  apis: ["compute"],
  location: "global",
  inputs: {
    name: nameField(),
    description: string({ replaces: true }),
    address: addressField(),
    addressType: string({ replaces: true, oneOf: ["EXTERNAL", "INTERNAL"], default: "EXTERNAL" }),
    purpose: string({ replaces: true, oneOf: [peering, endpoint] }),
    network: ref(networkType, { ...compute, replaces: true }),
    prefixLength: integer({ replaces: true, min: 8, max: 29 }),
    ipVersion: string({ replaces: true, oneOf: ["IPV4", "IPV6"] }),
    labels: labelsField(),
  },
  outputs: ["creationTimestamp", "labelFingerprint", "selfLink", ...labelOutputs],
  id: (context) => `projects/${projectOf(context)}/global/addresses/${context.inputs.name}`,
  compute: (context) => ({
    address: text(context.inputs.address) ?? chosen(context),
    creationTimestamp: timestamp(context),
    labelFingerprint: context.alphanumeric(12),
    selfLink: selfLink(context.id),
    ...labelsOf(context.inputs),
  }),
  unique: [{ fields: ["name"], scope: "account", reason: taken }],
  check: checkGlobalAddress,
  admit: ({ inputs, world, self }) => {
    if (inputs.addressType !== "INTERNAL") return [];
    const vpc = resolve(world, networkType, inputs.network);
    if (!vpc) return [invalid("network", "an internal global address needs a network")];
    if (typeof inputs.address !== "string") return [];
    const clash = conflict([`${inputs.address}/${inputs.prefixLength ?? 32}`], takenRanges(world, vpc, self));
    return clash ? [invalid("address", `'${clash.cidr}'. It conflicts with ${clash.with.owner}`)] : [];
  },
});

/** The cloud's own choice: for a range some block of that size in 10.0.0.0/8, by what is asked of the object alone. */
function chosen(context: CreateContext): string {
  if (context.inputs.addressType !== "INTERNAL") return context.publicAddress();
  const some = context.privateAddress("10.0.0.0/8");
  const { prefixLength } = context.inputs;
  return typeof prefixLength === "number" ? new Netmask(`${some}/${prefixLength}`).base : some;
}
