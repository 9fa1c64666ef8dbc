/** Brings a region's keys to as many as it has gateways. */
import { makeKey } from "./keypair";
import { openHalves, sealHalves } from "./private-halves";
import type { StackKeys } from "./stack-file";
import type { Vault } from "./vault";

/** The very same object where nothing is missing. A gateway too many goes, and its private half with it. */
export async function completeKeys(
  stack: string,
  keys: StackKeys,
  wanted: number,
  vault: Vault,
  now: Date,
): Promise<StackKeys> {
  if (keys.gateways.length === wanted && keys.secure !== undefined) return keys;
  const halves = await openHalves(stack, keys, vault);
  const made = Array.from({ length: Math.max(0, wanted - keys.gateways.length) }, () => makeKey(now));
  const gateways = [...keys.gateways.slice(0, wanted), ...made.map(({ key }) => key)];
  const all = { ...halves, ...Object.fromEntries(made.map(({ key, privateKey }) => [key.publicKey, privateKey])) };
  return sealHalves(stack, keys, gateways, all, vault);
}
