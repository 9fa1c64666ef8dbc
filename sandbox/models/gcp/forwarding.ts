/** Private Service Connect endpoints of Google APIs. Forwarding rules to load balancers come with their targets. */
import { findLocation } from "../../../src/facts/locations";
import { boolean, list, type ModelContext, object, type Refusal, ref, string } from "../../core/model";
import {
  compute,
  defineGcp,
  given,
  invalid,
  labelOutputs,
  labelsField,
  labelsOf,
  nameField,
  objects,
  projectOf,
  resolve,
  selfLink,
  unknown,
} from "./common";
import { globalAddressType, networkOf, networkType } from "./ranges";

const ruleType = "gcp:compute/globalForwardingRule:GlobalForwardingRule";

function checkEndpoint(context: ModelContext): Refusal[] {
  const { inputs } = context;
  const refusals: Refusal[] = [];
  if (typeof inputs.name === "string" && !/^[a-z][a-z0-9]{0,19}$/.test(inputs.name))
    refusals.push(
      invalid(
        "name",
        `'${inputs.name}'. An endpoint of Google APIs is named by 1 to 20 lower-case letters and digits, a letter first`,
      ),
    );
  if (!unknown(context, "loadBalancingScheme") && inputs.loadBalancingScheme !== "")
    refusals.push(
      invalid("loadBalancingScheme", `'${inputs.loadBalancingScheme}'. It must be "" for an endpoint of Google APIs`),
    );
  for (const field of ["ipProtocol", "portRange", "sourceIpRanges", "subnetwork"] as const)
    if (given(inputs[field])) refusals.push(invalid(field, "must not be set for an endpoint of Google APIs"));
  const { serviceDirectoryRegion } = objects([inputs.serviceDirectoryRegistrations ?? null])[0] ?? {};
  if (typeof serviceDirectoryRegion === "string" && !findLocation("gcp", serviceDirectoryRegion))
    refusals.push(
      invalid(
        "serviceDirectoryRegistrations.serviceDirectoryRegion",
        `'${serviceDirectoryRegion}'. There is no such region`,
      ),
    );
  return refusals;
}

export const globalForwardingRule = defineGcp({
  type: ruleType,
  page: "compute_global_forwarding_rule",
  apis: ["compute", "dns", "servicedirectory"],
  location: "global",
  inputs: {
    name: nameField(),
    description: string({ replaces: true }),
    target: string({
      required: true,
      oneOf: ["all-apis", "vpc-sc"],
      hint: "targets of load balancers have no model yet",
    }),
    network: ref(networkType, { ...compute, required: true, replaces: true }),
    ipAddress: ref(globalAddressType, { by: ["id", "selfLink", "address", "name"], required: true, replaces: true }),
    loadBalancingScheme: string({ replaces: true, default: "EXTERNAL" }),
    ipProtocol: string({ replaces: true, computed: true }),
    ipVersion: string({ replaces: true, oneOf: ["IPV4", "IPV6"] }),
    networkTier: string({ replaces: true, computed: true, oneOf: ["PREMIUM"] }),
    portRange: string({ replaces: true }),
    sourceIpRanges: list(string(), { replaces: true }),
    subnetwork: string({ replaces: true, computed: true }),
    allowPscGlobalAccess: boolean(),
    noAutomateDnsZone: boolean({ replaces: true }),
    serviceDirectoryRegistrations: object(
      {
        namespace: string({ replaces: true, default: "goog-psc-default" }),
        serviceDirectoryRegion: string({ replaces: true, default: "us-central1" }),
      },
      { replaces: true, computed: true },
    ),
    labels: labelsField(),
  },
  outputs: [
    "baseForwardingRule",
    "forwardingRuleId",
    "labelFingerprint",
    "pscConnectionId",
    "pscConnectionStatus",
    "selfLink",
    ...labelOutputs,
  ],
  id: (context) => `projects/${projectOf(context)}/global/forwardingRules/${context.inputs.name}`,
  compute: (context) => ({
    ipAddress:
      resolve(context.world, globalAddressType, context.inputs.ipAddress)?.state.address ??
      context.inputs.ipAddress ??
      "",
    ipProtocol: "",
    networkTier: "PREMIUM",
    subnetwork: "",
    serviceDirectoryRegistrations: { namespace: "goog-psc-default", serviceDirectoryRegion: "us-central1" },
    baseForwardingRule: "",
    forwardingRuleId: Number(context.digits(15)),
    labelFingerprint: context.alphanumeric(12),
    pscConnectionId: context.digits(17),
    pscConnectionStatus: "ACCEPTED",
    selfLink: selfLink(context.id),
    ...labelsOf(context.inputs),
  }),
  unique: [
    {
      fields: ["name"],
      scope: "account",
      reason: "Error 409: a forwarding rule of this name already exists, alreadyExists",
    },
  ],
  check: checkEndpoint,
  admit: ({ inputs, world, self }) => {
    const network = resolve(world, networkType, inputs.network);
    const address =
      resolve(world, globalAddressType, inputs.ipAddress) ??
      world.find(globalAddressType, String(inputs.ipAddress), "address");
    if (!network || !address) return [];
    if (address.inputs.purpose !== "PRIVATE_SERVICE_CONNECT")
      return [invalid("IPAddress", `'${address.id}'. Its purpose must be PRIVATE_SERVICE_CONNECT`)];
    if (networkOf(world, address) !== network.id)
      return [invalid("IPAddress", `'${address.id}'. It is not in the network ${network.id}`)];
    const user = world
      .objects(ruleType)
      .find(
        (other) =>
          other.urn !== self?.urn &&
          other.state.ipAddress === address.state.address &&
          networkOf(world, other) === network.id,
      );
    return user ? [invalid("IPAddress", `'${address.id}'. It is in use by ${user.id}`)] : [];
  },
});
