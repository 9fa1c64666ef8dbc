/** DNS records. */
import { isIPv4, isIPv6 } from "node:net";
import {
  boolean,
  defineResource,
  integer,
  list,
  type ModelContext,
  object,
  type Properties,
  type Refusal,
  ref,
  string,
} from "../../core/model";
import { zoneType } from "./zone";

const recordType = "cloudflare:index/dnsRecord:DnsRecord";
const types =
  "A AAAA CAA CERT CNAME DNSKEY DS HTTPS LOC MX NAPTR NS OPENPGPKEY PTR SMIMEA SRV SSHFP SVCB TLSA TXT URI".split(" ");
const proxiable = ["A", "AAAA", "CNAME"];
/** Types that are given by `data`, not by `content`. Modelled without their data. */
const byContent = ["A", "AAAA", "CNAME", "MX", "NS", "PTR", "TXT"];
/** Seconds; 1 means that Cloudflare decides. Zones of the enterprise plan may go down to 30. */
const shortestTtl = 60;

const refusal = (holds: boolean, property: string, reason: string): readonly Refusal[] =>
  holds ? [] : [{ property, reason }];

function contentRefusals({ type, content }: Properties): readonly Refusal[] {
  if (typeof content !== "string") return [];
  return [
    ...refusal(type !== "A" || isIPv4(content), "content", `9005: ${content} is no IPv4 address, which A needs`),
    ...refusal(type !== "AAAA" || isIPv6(content), "content", `9006: ${content} is no IPv6 address, which AAAA needs`),
    ...refusal(type !== "CNAME" || !isIPv4(content), "content", "9007: a CNAME leads to a name, not to an address"),
  ];
}

function check({ inputs }: ModelContext): readonly Refusal[] {
  const { type, ttl, proxied } = inputs;
  return [
    ...refusal(
      typeof ttl !== "number" || ttl === 1 || (shortestTtl <= ttl && ttl <= 86400),
      "ttl",
      `9021: ${ttl} is neither 1 (automatic) nor ${shortestTtl} to 86400`,
    ),
    ...refusal(
      proxied !== true || typeof type !== "string" || proxiable.includes(type),
      "proxied",
      `9004: ${type} can not be proxied`,
    ),
    ...refusal(proxied !== true || ttl === undefined || ttl === 1, "ttl", "a proxied record has the automatic TTL, 1"),
    ...refusal(
      typeof type !== "string" || !types.includes(type) || byContent.includes(type),
      "type",
      `the sandbox knows ${byContent.join(", ")}`,
    ),
    ...contentRefusals(inputs),
  ];
}

export const dnsRecord = defineResource({
  type: recordType,
  docs: "https://registry.terraform.io/providers/cloudflare/cloudflare/latest/docs/resources/dns_record",
  location: "global",
  inputs: {
    zoneId: ref(zoneType, { required: true, replaces: true }),
    name: string({ required: true, maxLength: 255 }),
    type: string({ required: true, oneOf: types }),
    content: string({ required: true }),
    ttl: integer({ required: true, min: 1, max: 86400 }),
    comment: string({ maxLength: 500 }),
    priority: integer({ min: 0, max: 65535 }),
    privateRouting: boolean(),
    proxied: boolean({ default: false }),
    settings: object({ flattenCname: boolean(), ipv4Only: boolean(), ipv6Only: boolean() }, { computed: true }),
    tags: list(string(), { set: true, computed: true }),
  },
  unique: [
    {
      fields: ["zoneId", "name", "type", "content"],
      scope: "cloud",
      reason: "81058: an identical record exists already",
    },
  ],
  check,
  admit: ({ inputs, world, self }) => {
    const zone = String(world.find(zoneType, String(inputs.zoneId))?.inputs.name);
    const name = String(inputs.name);
    const clash = world
      .objects(recordType)
      .find(
        ({ id, inputs: other }) =>
          id !== self?.id &&
          other.zoneId === inputs.zoneId &&
          other.name === name &&
          (other.type === "CNAME") !== (inputs.type === "CNAME") &&
          [other.type, inputs.type].every((type) => proxiable.includes(String(type))),
      );
    return [
      ...refusal(inputs.type !== "MX" || inputs.priority !== undefined, "priority", "missing, and MX needs it"),
      // Cloudflare takes a short name and answers the full one, which is a difference for ever after.
      ...refusal(
        name === zone || name.endsWith(`.${zone}`),
        "name",
        `${name} is not in ${zone}; give the full name: ${name}.${zone}`,
      ),
      ...refusal(
        clash === undefined,
        "type",
        `81053: ${name} has an A, AAAA or CNAME record already, and a CNAME stands alone`,
      ),
    ];
  },
  id: ({ hex }) => hex(32),
  outputs: ["createdOn", "meta", "modifiedOn", "proxiable"],
  compute: ({ inputs }) => ({
    meta: "{}",
    proxiable: proxiable.includes(String(inputs.type)),
    settings: {},
    tags: [],
  }),
});
