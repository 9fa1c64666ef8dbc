/** Private Service Connect endpoints of Google's regional APIs. */
import { Netmask } from "netmask";
import { findLocation } from "../../../src/facts/locations";
import { type ModelContext, type Refusal, ref, string } from "../../core/model";
import {
  defineGcp,
  given,
  invalid,
  labelOutputs,
  labelsField,
  labelsOf,
  nameField,
  projectOf,
  resolve,
  text,
  timestamp,
} from "./common";
import { forwardingRuleType, reservedAs } from "./forwarding-rules";
import { networkOf, networkType, subnetworkType } from "./ranges";

const endpointType = "gcp:networkconnectivity/regionalEndpoint:RegionalEndpoint";
const target = /^[a-z0-9-]+\.([a-z0-9-]+)\.(p\.)?rep\.googleapis\.com$/;
const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/;

function checkEndpoint({ inputs }: ModelContext): Refusal[] {
  const refusals: Refusal[] = [];
  const location = text(inputs.location);
  if (location !== undefined && !findLocation("gcp", location))
    refusals.push(invalid("location", `'${location}'. There is no such region`));
  const there = target.exec(text(inputs.targetGoogleApi) ?? "")?.[1];
  if (there !== undefined && location !== undefined && there !== location)
    refusals.push(invalid("targetGoogleApi", `'${inputs.targetGoogleApi}'. It is not in ${location}`));
  return refusals;
}

export const regionalEndpoint = defineGcp({
  type: endpointType,
  page: "network_connectivity_regional_endpoint",
  apis: ["networkconnectivity", "compute"],
  location: "global",
  inputs: {
    name: nameField(),
    location: string({ required: true, replaces: true }),
    targetGoogleApi: string({
      required: true,
      replaces: true,
      pattern: target,
      hint: "a regional API: secretmanager.europe-west3.rep.googleapis.com",
    }),
    accessType: string({ required: true, replaces: true, oneOf: ["GLOBAL", "REGIONAL"] }),
    network: ref(networkType, { by: "id", replaces: true }),
    subnetwork: ref(subnetworkType, { by: "id", replaces: true, sameRegion: false }),
    address: string({ replaces: true, computed: true }),
    description: string({ replaces: true }),
    labels: labelsField(),
  },
  outputs: ["createTime", "pscForwardingRule", "updateTime", ...labelOutputs],
  id: (context) =>
    `projects/${projectOf(context)}/locations/${context.inputs.location}/regionalEndpoints/${context.inputs.name}`,
  compute: (context) => {
    const { inputs, world } = context;
    const subnet = resolve(world, subnetworkType, inputs.subnetwork);
    const created = timestamp(context);
    return {
      address: text(inputs.address) ?? context.privateAddress(String(subnet?.inputs.ipCidrRange)),
      createTime: created,
      updateTime: created,
      pscForwardingRule: `projects/${projectOf(context)}/regions/${inputs.location}/forwardingRules/sca-auto-fr-${context.hex(8)}`,
      ...labelsOf(inputs),
    };
  },
  unique: [
    {
      fields: ["name", "location"],
      scope: "account",
      reason: "Error 409: a regional endpoint of this name already exists, alreadyExists",
    },
  ],
  check: checkEndpoint,
  admit: ({ inputs, world, self }) => {
    const subnet = resolve(world, subnetworkType, inputs.subnetwork);
    if (!subnet || !given(inputs.network))
      return [invalid("subnetwork", "a private endpoint needs network and subnetwork")];
    if (networkOf(world, subnet) !== inputs.network)
      return [invalid("subnetwork", `'${subnet.id}'. It is not in ${inputs.network}`)];
    const said = text(inputs.address);
    if (said === undefined) return [];
    const reserved = reservedAs(world, said);
    const address = text(reserved?.state.address) ?? said;
    if (reserved && (reserved.inputs.addressType !== "INTERNAL" || reserved.state.purpose !== "GCE_ENDPOINT"))
      return [invalid("address", `'${said}'. It must be an internal address for GCE_ENDPOINT`)];
    if (!ipv4.test(address) || !new Netmask(String(subnet.inputs.ipCidrRange)).contains(address))
      return [invalid("address", `'${said}'. It is not in the range of ${subnet.id}`)];
    const numberOf = (value: unknown) => text(reservedAs(world, value)?.state.address) ?? value;
    const user = [...world.objects(endpointType), ...world.objects(forwardingRuleType)].find(
      ({ urn, state }) => urn !== self?.urn && numberOf(state.address ?? state.ipAddress) === address,
    );
    return user ? [invalid("address", `'${said}'. It is in use by ${user.id}`)] : [];
  },
});
