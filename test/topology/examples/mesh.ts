/** The mesh's keys, path and shares: examples of what the rules refuse. */
import type { Edit, Edits } from "../files";
import { type Example, region } from "./example";

/** A public key that no other number has; never one that a gateway would speak with. */
export const publicKey = (number: number): string => Buffer.alloc(32, number).toString("base64");

/** A gateway's entry in flow style, with other keys behind the first. */
export const gateway = (key: string, more = ""): string => `{ publicKey: "${key}", since: "2026-11-01"${more} }`;

/** Gives a region gateways, in front of its host. */
export function gateways(name: string, ...entries: readonly string[]): Edits {
  return region(name, /^ {4}host:/m, `    mesh: { gateways: [${entries.join(", ")}] }\n    host:`);
}

const next = (key: string) => `, next: { publicKey: "${key}", since: "2026-11-20" }`;
const at = (name: string, path: string) => [`Pulumi.${name}.yaml meridian:region.mesh.${path}`];
const links: Edit = ["        links:", "        shares: { critical: 50, dataSync: 40, standard: 20 }\n        links:"];
const preferences = (text: string): Edits => ({
  "Pulumi.yaml": [["        links:", `        preferences: { ${text} }\n        links:`]],
});

/** Two points of order eight, the least and the greatest that are written below 2^255, and one written above it. */
export const lowOrderKeys = [
  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
  "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
  "4Ot6fDtBuK4WVuP68Z/EatoJjeucMrH9hmIFFl9JuAA=",
  "X5yVvKNQjCSx0LFVnIPvWwREXMRYHI6G2CJO3dCfEVc=",
  "7P///////////////////////////////////////38=",
  "7f///////////////////////////////////////38=",
  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA=",
];

export const mesh: readonly Example[] = [
  {
    rule: "meshGateways",
    case: "one gateway where two are asked for",
    edits: gateways("us-east", gateway(publicKey(1))),
    at: at("us-east", "gateways"),
    says: /^2 entries.*meridian mesh keys init.*or none/,
  },
  {
    rule: "isolatedMesh",
    case: "a gateway in China",
    edits: gateways("china", gateway(publicKey(1)), gateway(publicKey(2))),
    at: at("china", "gateways"),
    says: /none: the mesh never reaches an isolated region/,
  },
  {
    rule: "isolatedMesh",
    case: "a gateway in China, which nobody said is isolated",
    edits: {
      "Pulumi.china.yaml": [
        ["    isolated: true\n", ""],
        ...(gateways("china", gateway(publicKey(1)), gateway(publicKey(2)))["Pulumi.china.yaml"] ?? []),
      ],
    },
    at: ["Pulumi.china.yaml meridian:region.isolated", ...at("china", "gateways")].reverse().sort(),
    says: /true: cn-hangzhou is in mainland China|none: the mesh/,
  },
  {
    rule: "meshKeysOwn",
    case: "one key for two gateways of a region",
    edits: gateways("us-east", gateway(publicKey(1)), gateway(publicKey(1))),
    at: at("us-east", "gateways[1].publicKey"),
    says: /a key of its own; us-east's gateway 1 has this one/,
  },
  {
    rule: "meshKeysOwn",
    case: "another region's key as the next one",
    edits: {
      ...gateways("us-east", gateway(publicKey(1)), gateway(publicKey(2))),
      ...gateways("eu-west", gateway(publicKey(3)), gateway(publicKey(4), next(publicKey(2)))),
    },
    at: at("eu-west", "gateways[1].next.publicKey"),
    says: /us-east's gateway 2 has this one/,
  },
  ...lowOrderKeys.map(
    (key): Example => ({
      rule: "meshKeysSound",
      case: `the point ${key}`,
      edits: gateways("apac", gateway(publicKey(1)), gateway(publicKey(2), next(key))),
      at: at("apac", "gateways[1].next.publicKey"),
      says: /with this one anybody knows every secret/,
    }),
  ),
  {
    rule: "meshKeysSound",
    case: "a key that is written with a bit too many",
    edits: gateways("apac", gateway(publicKey(1)), gateway(publicKey(0x81))),
    at: at("apac", "gateways[1].publicKey"),
    says: /as `wg pubkey` writes it/,
  },
  {
    rule: "meshMtu",
    case: "a path that leaves less than 1280",
    edits: region("eu-west", /^ {4}host:/m, "    mesh: { underlayMtu: 1339 }\n    host:"),
    at: at("eu-west", "underlayMtu"),
    says: /^at least 1340: 1339 - 60 for WireGuard leaves 1279, and a tunnel has to carry 1280/,
  },
  {
    rule: "meshShares",
    case: "more than there is",
    edits: { "Pulumi.yaml": [links] },
    at: ["Pulumi.yaml meridian:shared.mesh.shares"],
    says: /at most 100; 50 \+ 40 \+ 20 make 110/,
  },
  {
    rule: "meshPreferences",
    case: "a third region before the direct way",
    edits: preferences("direct: 100, transit: 100"),
    at: ["Pulumi.yaml meridian:shared.mesh.preferences.transit"],
    says: /less than direct, which is 100/,
  },
  {
    rule: "meshPreferences",
    case: "no way before one through a third region",
    edits: preferences("internet: 60"),
    at: ["Pulumi.yaml meridian:shared.mesh.preferences.internet"],
    says: /less than transit, which is 50/,
  },
];
