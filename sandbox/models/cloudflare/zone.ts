/** Zones and their signing. */
import { boolean, defineResource, list, object, ref, string } from "../../core/model";

export const zoneType = "cloudflare:index/zone:Zone";

const page = (name: string): string =>
  `https://registry.terraform.io/providers/cloudflare/cloudflare/latest/docs/resources/${name}`;

const domain = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
const nameServers = ["ada", "bob", "cleo", "dan", "eva", "finn", "gina", "hugo"];

export const zone = defineResource({
  type: zoneType,
  docs: page("zone"),
  location: "global",
  inputs: {
    account: object(
      { id: string({ required: true, pattern: /^[0-9a-f]{32}$/, hint: "32 hexadecimal digits" }) },
      { required: true, replaces: true },
    ),
    name: string({ required: true, pattern: domain, replaces: true }),
    paused: boolean({ default: false }),
    type: string({ oneOf: ["full", "partial", "secondary", "internal"], default: "full" }),
    vanityNameServers: list(string(), { computed: true }),
  },
  unique: [{ fields: ["name"], scope: "cloud", reason: "1061: a zone of this name exists already" }],
  id: ({ hex }) => hex(32),
  outputs: [
    "activatedOn",
    "createdOn",
    "developmentMode",
    "modifiedOn",
    "nameServers",
    "originalNameServers",
    "status",
  ],
  compute: ({ hex }) => {
    const first = Number.parseInt(hex(2), 16) % nameServers.length;
    return {
      developmentMode: 0,
      nameServers: [first, (first + 1) % nameServers.length].map((at) => `${nameServers[at]}.ns.cloudflare.com`),
      originalNameServers: [],
      status: "pending",
      vanityNameServers: [],
    };
  },
});

export const zoneDnssec = defineResource({
  type: "cloudflare:index/zoneDnssec:ZoneDnssec",
  docs: page("zone_dnssec"),
  location: "global",
  inputs: {
    zoneId: ref(zoneType, { required: true, replaces: true }),
    dnssecMultiSigner: boolean(),
    dnssecPresigned: boolean(),
    dnssecUseNsec3: boolean(),
    status: string({ oneOf: ["active", "disabled"] }),
  },
  unique: [{ fields: ["zoneId"], scope: "cloud", reason: "the zone's signing is another resource's already" }],
  id: ({ inputs }) => String(inputs.zoneId),
  outputs: [
    "algorithm",
    "digest",
    "digestAlgorithm",
    "digestType",
    "ds",
    "flags",
    "keyTag",
    "keyType",
    "modifiedOn",
    "publicKey",
  ],
  compute: ({ inputs, world, hex, digits }) => {
    const name = world.find(zoneType, String(inputs.zoneId))?.inputs.name;
    const [keyTag, digest] = [Number(digits(4)), hex(64).toUpperCase()];
    return {
      algorithm: "13",
      digest,
      digestAlgorithm: "SHA256",
      digestType: "2",
      ds: `${String(name)}. 3600 IN DS ${keyTag} 13 2 ${digest}`,
      flags: 257,
      keyTag,
      keyType: "ECDSAP256SHA256",
      publicKey: Buffer.from(hex(64), "hex").toString("base64"),
    };
  },
});
