/** Forwarding rules of a region; to load balancers inside the VPC that pass packets on, so far. */
import { Netmask } from "netmask";
import {
  boolean,
  list,
  type ModelContext,
  type Refusal,
  ref,
  type StoredObject,
  string,
  type World,
} from "../../core/model";
import { inside, serviceType } from "./backend-services";
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
  refuse,
  resolve,
  rfc1035,
  selfLink,
  stated,
  text,
  timestamp,
} from "./common";
import { addressType, networkOf, networkType, subnetworkType } from "./ranges";

export const forwardingRuleType = "gcp:compute/forwardingRule:ForwardingRule";

const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** The reserved address that a rule or an endpoint names, whichever way it is written. */
export const reservedAs = (world: World, value: unknown): StoredObject | undefined =>
  world.objects(addressType).find(({ id, state }) => [id, state.selfLink, state.address].includes(String(value)));

function checkRule(context: ModelContext): Refusal[] {
  const { inputs } = context;
  const refusals: Refusal[] = [];
  const ways = ["allPorts", "ports", "portRange"].filter((field) => stated(context, field) && inputs[field] !== false);
  if (ways.length !== 1) refusals.push(refuse("allPorts", "exactly one of allPorts and ports must be given"));
  if (given(inputs.portRange)) refusals.push(invalid("portRange", "is for other load balancers; INTERNAL takes ports"));
  if (!stated(context, "backendService")) refusals.push(invalid("backendService", "must be given for INTERNAL"));
  if (inputs.ipProtocol === "L3_DEFAULT" && inputs.allPorts !== true)
    refusals.push(invalid("allPorts", "must be true for L3_DEFAULT"));
  return refusals;
}

function admitRule({ inputs, world, self }: ModelContext & { readonly self?: StoredObject }): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const service = resolve(world, serviceType, inputs.backendService);
  const wanted = inputs.ipProtocol === "L3_DEFAULT" ? "UNSPECIFIED" : (inputs.ipProtocol ?? "TCP");
  if (service && service.state.protocol !== wanted)
    refusals.push(invalid("ipProtocol", `'${inputs.ipProtocol}'. ${service.id} has ${service.state.protocol}`));
  const subnet = resolve(world, subnetworkType, inputs.subnetwork);
  const network = resolve(world, networkType, inputs.network);
  if (!subnet) return [...refusals, invalid("subnetwork", "must be given in a network with custom subnets")];
  if (network && networkOf(world, subnet) !== network.id)
    refusals.push(invalid("subnetwork", `'${subnet.id}'. It is not in ${network.id}`));
  if (
    service?.inputs.network !== undefined &&
    resolve(world, networkType, service.inputs.network)?.id !== networkOf(world, subnet)
  )
    refusals.push(invalid("backendService", `'${service.id}'. It is in another network`));
  const said = text(inputs.ipAddress);
  if (said === undefined) return refusals;
  const reserved = reservedAs(world, said);
  const address = text(reserved?.state.address) ?? said;
  if (reserved && reserved.inputs.addressType !== "INTERNAL")
    refusals.push(invalid("IPAddress", `'${reserved.id}'. It is no internal address`));
  else if (!ipv4.test(address) || !new Netmask(String(subnet.inputs.ipCidrRange)).contains(address))
    refusals.push(invalid("IPAddress", `'${said}'. It is not in the range of ${subnet.id}`));
  const user = world
    .objects(forwardingRuleType)
    .find(
      (other) =>
        other.urn !== self?.urn && other.state.ipAddress === address && networkOf(world, other) === network?.id,
    );
  if (user && reserved?.inputs.purpose !== "SHARED_LOADBALANCER_VIP")
    refusals.push(invalid("IPAddress", `'${said}'. It is in use by ${user.id}`));
  return refusals;
}

export const forwardingRule = defineGcp({
  type: forwardingRuleType,
  page: "compute_forwarding_rule",
  apis: ["compute"],
  location: "region",
  inputs: {
    name: nameField(),
    description: string({ replaces: true }),
    loadBalancingScheme: { ...inside(), required: true },
    backendService: ref(serviceType, { ...compute, replaces: true }),
    network: ref(networkType, { ...compute, replaces: true, computed: true }),
    subnetwork: ref(subnetworkType, { ...compute, replaces: true }),
    // Read answers the number, whichever way it was written.
    ipAddress: string({ replaces: true }),
    ipProtocol: string({ replaces: true, computed: true, oneOf: ["TCP", "UDP", "L3_DEFAULT"] }),
    ipVersion: string({ replaces: true, computed: true, oneOf: ["IPV4"] }),
    allPorts: boolean({ replaces: true }),
    ports: list(string({ pattern: /^\d{1,5}$/ }), { replaces: true, set: true, maxItems: 5 }),
    portRange: string({ replaces: true }),
    allowGlobalAccess: boolean(),
    networkTier: string({ replaces: true, computed: true, oneOf: ["PREMIUM", "STANDARD"] }),
    serviceLabel: string({ replaces: true, pattern: rfc1035 }),
    labels: labelsField(),
  },
  outputs: [
    "baseForwardingRule",
    "creationTimestamp",
    "forwardingRuleId",
    "labelFingerprint",
    "pscConnectionId",
    "pscConnectionStatus",
    "selfLink",
    "serviceName",
    ...labelOutputs,
  ],
  id: (context) => `projects/${projectOf(context)}/regions/${context.region}/forwardingRules/${context.inputs.name}`,
  compute: (context) => {
    const { inputs, world } = context;
    const subnet = resolve(world, subnetworkType, inputs.subnetwork);
    const reserved = reservedAs(world, inputs.ipAddress);
    return {
      network: (subnet && networkOf(world, subnet)) ?? "",
      ipAddress:
        reserved?.state.address ?? text(inputs.ipAddress) ?? context.privateAddress(String(subnet?.inputs.ipCidrRange)),
      ipProtocol: "TCP",
      ipVersion: "IPV4",
      networkTier: "PREMIUM",
      baseForwardingRule: "",
      creationTimestamp: timestamp(context),
      forwardingRuleId: Number(context.digits(15)),
      labelFingerprint: context.alphanumeric(12),
      pscConnectionId: "",
      pscConnectionStatus: "",
      selfLink: selfLink(context.id),
      serviceName: "",
      ...labelsOf(inputs),
    };
  },
  unique: [
    {
      fields: ["name"],
      scope: "region",
      reason: "Error 409: a forwarding rule of this name already exists, alreadyExists",
    },
  ],
  check: checkRule,
  admit: admitRule,
});
