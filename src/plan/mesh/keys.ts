/**
 * The mesh's keys: X25519 (RFC 7748), 32 bytes in base64 as WireGuard writes them. Private halves are one secret of the region's stack,
 * a JSON object from public to private half. No error here contains anything of it: public halves that are said are the stack file's.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { MeshGatewayKeys } from "../../topology/mesh";

/** The secret's name in the stack's config, below the project's: `meridian:meshPrivateKeys` in full. */
export const privateKeysName = "meshPrivateKeys";

/** From public to private half. */
export type PrivateKeys = Readonly<Record<string, string>>;

/** The secret is missing something, or is none. */
export class MeshKeyError extends Error {
  override readonly name = "MeshKeyError";
}

const bytes = 32;

/** PKCS #8 of an X25519 key up to its 32 bytes (RFC 8410, section 7). */
const pkcs8 = Buffer.from("302e020100300506032b656e04220420", "hex");

function keyObject(privateKey: string): KeyObject | undefined {
  const raw = Buffer.from(privateKey, "base64");
  if (raw.length !== bytes || raw.toString("base64") !== privateKey) return undefined;
  return createPrivateKey({ key: Buffer.concat([pkcs8, raw]), format: "der", type: "pkcs8" });
}

/** The raw 32 bytes of a key, in base64; they are the last ones of either encoding. */
export function rawKey(key: KeyObject): string {
  const encoded =
    key.type === "private" ? key.export({ format: "der", type: "pkcs8" }) : key.export({ format: "der", type: "spki" });
  return encoded.subarray(-bytes).toString("base64");
}

/** The public half; undefined for what is no private key. */
export function publicKeyOf(privateKey: string): string | undefined {
  const key = keyObject(privateKey);
  return key && rawKey(createPublicKey(key));
}

/**
 * Reads the stack's secret.
 * @throws MeshKeyError when it is no JSON object from public to private halves.
 */
export function parsePrivateKeys(text: string): PrivateKeys {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined; // what JSON.parse says quotes the text
  }
  const wrong = (what: string) =>
    new MeshKeyError(
      `The secret meridian:${privateKeysName} ${what}; it is a JSON object from public to private halves. \`./meridian mesh keys init\` writes it.`,
    );
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw wrong("can not be read");
  const entries = Object.entries(parsed);
  for (const [index, [, half]] of entries.entries())
    if (typeof half !== "string" || !publicKeyOf(half)) throw wrong(`has no private key as its entry ${index + 1}`);
  return Object.fromEntries(entries);
}

/**
 * The private half of the key that a gateway speaks with.
 * @throws MeshKeyError when it is missing, or belongs to another key.
 */
export function privateKeyOf(gateway: string, { publicKey }: MeshGatewayKeys, keys: PrivateKeys): string {
  const half = Object.hasOwn(keys, publicKey) ? keys[publicKey] : undefined;
  const wrong = (what: string) =>
    new MeshKeyError(
      `The secret meridian:${privateKeysName} ${what} ${gateway}'s key ${publicKey}: see docs/mesh-keys.md.`,
    );
  if (half === undefined) throw wrong("has no private half of");
  if (publicKeyOf(half) !== publicKey) throw wrong("has another key's private half for");
  return half;
}
