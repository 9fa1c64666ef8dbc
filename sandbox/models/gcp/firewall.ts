/** Firewall rules of a VPC. */
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
  resourceManagerTags,
  rfc1035,
  selfLink,
  stated,
  timestamp,
  unknown,
} from "./common";
import { networkType } from "./ranges";

const sources = ["sourceRanges", "sourceTags", "sourceServiceAccounts"] as const;
const tagged = ["sourceTags", "targetTags"] as const;
const accounts = ["sourceServiceAccounts", "targetServiceAccounts"] as const;
/** Protocols that have ports. */
const ported = ["tcp", "udp", "sctp", "6", "17", "132"];

const matches = () =>
  list(
    object({
      protocol: string({
        required: true,
        pattern: /^(tcp|udp|icmp|esp|ah|sctp|ipip|all|\d{1,3})$/i,
        hint: "tcp, udp, icmp, esp, ah, sctp, ipip, all, or an IP protocol number",
      }),
      ports: list(string({ pattern: /^\d{1,5}(-\d{1,5})?$/, hint: "a port or a range: 443, 8000-8080" })),
    }),
    { set: true },
  );
const tags = () => list(string({ pattern: rfc1035 }), { set: true });
const serviceAccounts = () => list(string({ pattern: /^[^@]+@[^@]+$/ }), { set: true, maxItems: 10 });

function checkFirewall(context: ModelContext): Refusal[] {
  const { inputs } = context;
  const refusals: Refusal[] = [];
  if (stated(context, "allows") === stated(context, "denies"))
    refusals.push(refuse("allows", "exactly one of allows and denies must be given"));
  const ingress = inputs.direction !== "EGRESS";
  if (ingress && !unknown(context, "direction") && !sources.some((field) => stated(context, field)))
    refusals.push(refuse("sourceRanges", `one of ${sources.join(", ")} must be given for an ingress rule`));
  if (!ingress)
    for (const field of sources)
      if (given(inputs[field])) refusals.push(invalid(field, "can not be given for an egress rule"));
  if (tagged.some((field) => given(inputs[field])) && accounts.some((field) => given(inputs[field])))
    refusals.push(invalid("targetTags", "tags and service accounts can not be given in one rule"));
  if (given(inputs.enableLogging) && inputs.enableLogging === false && given(inputs.logConfig))
    refusals.push(invalid("enableLogging", "logConfig is given, so logging is on"));
  for (const field of ["allows", "denies"] as const)
    for (const [index, { protocol, ports }] of objects(inputs[field]).entries())
      if (given(ports) && typeof protocol === "string" && !ported.includes(protocol.toLowerCase()))
        refusals.push(invalid(`${field}[${index}].ports`, `protocol ${protocol} has no ports`));
  return refusals;
}

export const firewall = defineGcp({
  type: "gcp:compute/firewall:Firewall",
  page: "compute_firewall",
  apis: ["compute"],
  location: "global",
  inputs: {
    name: nameField(),
    description: string(),
    network: ref(networkType, { ...compute, required: true, replaces: true }),
    direction: string({ replaces: true, oneOf: ["INGRESS", "EGRESS"], computed: true }),
    priority: integer({ min: 0, max: 65535, default: 1000 }),
    allows: matches(),
    denies: matches(),
    sourceRanges: list(cidr(), { set: true, maxItems: 5000 }),
    destinationRanges: list(cidr(), { set: true, computed: true, maxItems: 5000 }),
    sourceTags: tags(),
    targetTags: tags(),
    sourceServiceAccounts: serviceAccounts(),
    targetServiceAccounts: serviceAccounts(),
    disabled: boolean(),
    enableLogging: boolean({ computed: true }),
    logConfig: object({
      metadata: string({ required: true, oneOf: ["EXCLUDE_ALL_METADATA", "INCLUDE_ALL_METADATA"] }),
    }),
    params: object(resourceManagerTags(), { replaces: true }),
  },
  outputs: ["creationTimestamp", "selfLink"],
  id: (context) => `projects/${projectOf(context)}/global/firewalls/${context.inputs.name}`,
  compute: (context) => ({
    direction: "INGRESS",
    destinationRanges: [],
    enableLogging: given(context.inputs.logConfig),
    creationTimestamp: timestamp(context),
    selfLink: selfLink(context.id),
  }),
  unique: [
    {
      fields: ["name"],
      scope: "account",
      reason: "Error 409: a firewall rule of this name already exists, alreadyExists",
    },
  ],
  check: checkFirewall,
});
