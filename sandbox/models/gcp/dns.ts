/** Cloud DNS. */
import { boolean, integer, list, type ModelContext, object, type Refusal, ref, string } from "../../core/model";
import {
  defineGcp,
  given,
  invalid,
  labelOutputs,
  labelsField,
  labelsOf,
  nameField,
  objects,
  projectOf,
  refuse,
  resolve,
  text,
  texts,
  timestamp,
  unknown,
} from "./common";
import { networkType } from "./ranges";

const zoneType = "gcp:dns/managedZone:ManagedZone";
const dnsName = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+$/i;
const dnsNameHint = "a fully qualified name that ends in a dot";

export const managedZone = defineGcp({
  type: zoneType,
  page: "dns_managed_zone",
  apis: ["dns"],
  location: "global",
  inputs: {
    name: nameField(),
    dnsName: string({ required: true, replaces: true, pattern: dnsName, hint: dnsNameHint }),
    description: string({ default: "Managed by Pulumi" }),
    visibility: string({ replaces: true, oneOf: ["public", "private"], default: "public" }),
    privateVisibilityConfig: object({
      networks: list(object({ networkUrl: ref(networkType, { by: ["id", "selfLink"], required: true }) }), {
        set: true,
      }),
    }),
    cloudLoggingConfig: object({ enableLogging: boolean({ required: true }) }, { computed: true }),
    dnssecConfig: object({
      kind: string({ default: "dns#managedZoneDnsSecConfig" }),
      nonExistence: string({ oneOf: ["nsec", "nsec3"], computed: true }),
      state: string({ oneOf: ["off", "on", "transfer"] }),
    }),
    forceDestroy: boolean({ default: false }),
    reverseLookup: boolean({ replaces: true }),
    labels: labelsField(),
  },
  outputs: ["creationTime", "managedZoneId", "nameServers", ...labelOutputs],
  id: (context) => `projects/${projectOf(context)}/managedZones/${context.inputs.name}`,
  compute: (context) => {
    const shard = context.alphanumeric(1).replace(/[^a-e]/, "a");
    const isPrivate = context.inputs.visibility === "private";
    return {
      cloudLoggingConfig: { enableLogging: false },
      creationTime: timestamp(context),
      managedZoneId: context.digits(19),
      nameServers: isPrivate
        ? ["ns-gcp-private.googledomains.com."]
        : [1, 2, 3, 4].map((number) => `ns-cloud-${shard}${number}.googledomains.com.`),
      ...labelsOf(context.inputs),
    };
  },
  unique: [
    {
      fields: ["name"],
      scope: "account",
      reason: "Error 409: a managed zone of this name already exists, alreadyExists",
    },
  ],
  check: (context) => {
    const { inputs } = context;
    const refusals: Refusal[] = [];
    if (unknown(context, "visibility")) return refusals;
    if (inputs.visibility !== "private" && given(inputs.privateVisibilityConfig))
      refusals.push(invalid("privateVisibilityConfig", "only a private zone is bound to networks"));
    if (inputs.visibility === "private" && objects([inputs.cloudLoggingConfig ?? null])[0]?.enableLogging === true)
      refusals.push(
        invalid("cloudLoggingConfig", "only a public zone logs its queries; for private ones the DNS policy does"),
      );
    if (inputs.visibility === "private" && given(inputs.dnssecConfig))
      refusals.push(invalid("dnssecConfig", "only a public zone is signed"));
    return refusals;
  },
  admit: ({ inputs, world, self }) => {
    const mine = boundNetworks(inputs.privateVisibilityConfig).map((url) => resolve(world, networkType, url)?.id);
    return world.objects(zoneType).flatMap((other) => {
      if (other.urn === self?.urn || other.inputs.dnsName !== inputs.dnsName) return [];
      const theirs = boundNetworks(other.inputs.privateVisibilityConfig).map(
        (url) => resolve(world, networkType, url)?.id,
      );
      const both = mine.find((id) => id !== undefined && theirs.includes(id));
      return both
        ? [invalid("privateVisibilityConfig", `${both} is bound to ${other.id}, which has the same DNS name`)]
        : [];
    });
  },
});

function boundNetworks(config: ModelContext["inputs"][string] | undefined): readonly string[] {
  const networks = objects([config ?? null])[0]?.networks;
  return objects(networks).flatMap(({ networkUrl }) => text(networkUrl) ?? []);
}

const recordType = "gcp:dns/recordSet:RecordSet";
const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/;

export const recordSet = defineGcp({
  type: recordType,
  page: "dns_record_set",
  apis: ["dns"],
  location: "global",
  inputs: {
    managedZone: ref(zoneType, { by: ["name", "id"], required: true, replaces: true }),
    name: string({ required: true, replaces: true, pattern: dnsName, hint: dnsNameHint }),
    type: string({
      required: true,
      oneOf: ["A", "AAAA", "CAA", "CNAME", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SOA", "SPF", "SRV", "SVCB", "TXT"],
    }),
    ttl: integer({ min: 0, max: 2_147_483_647 }),
    rrdatas: list(string(), { required: true, minItems: 1 }),
  },
  outputs: [],
  id: (context) => {
    const zone =
      resolve(context.world, zoneType, context.inputs.managedZone)?.inputs.name ?? text(context.inputs.managedZone);
    return `projects/${projectOf(context)}/managedZones/${zone}/rrsets/${context.inputs.name}/${context.inputs.type}`;
  },
  compute: () => ({}),
  check: (context) => {
    const { inputs } = context;
    if (unknown(context, "rrdatas")) return [];
    const data = texts(inputs.rrdatas);
    if (inputs.type === "A" && data.some((entry) => !ipv4.test(entry)))
      return [invalid("rrdatas", `'${data.join(", ")}'. An A record holds IPv4 addresses`)];
    if (inputs.type === "CNAME" && (data.length !== 1 || !data[0]?.endsWith(".")))
      return [invalid("rrdatas", "a CNAME record holds one fully qualified name")];
    return [];
  },
  admit: ({ inputs, world, self }) => {
    const zone = resolve(world, zoneType, inputs.managedZone);
    const apex = text(zone?.inputs.dnsName);
    const name = text(inputs.name);
    if (!zone || apex === undefined || name === undefined) return [];
    if (name !== apex && !name.endsWith(`.${apex}`))
      return [invalid("name", `'${name}'. It is not in the zone ${apex}`)];
    if (name === apex && inputs.type === "CNAME")
      return [invalid("type", "a CNAME record can not stand at the apex of a zone")];
    const beside = world
      .objects(recordType)
      .find(
        (other) =>
          other.urn !== self?.urn &&
          other.inputs.name === name &&
          resolve(world, zoneType, other.inputs.managedZone)?.id === zone.id &&
          (other.inputs.type === inputs.type || other.inputs.type === "CNAME" || inputs.type === "CNAME"),
      );
    return beside ? [refuse("name", `Error 409: ${beside.id} exists already, alreadyExists`)] : [];
  },
});
