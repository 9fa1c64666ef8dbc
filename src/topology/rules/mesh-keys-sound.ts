/**
 * A public key is a point of Curve25519 as `wg pubkey` writes it. Five points have an order so low that every shared secret with
 * them is zero (RFC 7748, section 6.1; cr.yp.to/ecdh.html, "validate"), the all-zero key among them.
 */
import { eachMeshKey } from "./mesh-keys";
import { at, type Finding, perRegion } from "./rule";

const prime = 2n ** 255n - 19n;

const lowOrder: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  prime - 1n,
]);

/** 32 bytes, least significant first. */
function numberOf(key: string): bigint {
  return BigInt(`0x${Buffer.from(key, "base64").reverse().toString("hex")}`);
}

export const meshKeysSound = perRegion((region) =>
  eachMeshKey(region).flatMap(({ path, key }): Finding[] => {
    const point = numberOf(key);
    if (lowOrder.has((point % 2n ** 255n) % prime))
      return [
        at(region, path, key, "a key that `./meridian mesh keys` made: with this one anybody knows every secret"),
      ];
    if (point >= prime) return [at(region, path, key, "a key as `wg pubkey` writes it: below 2^255 - 19")];
    return [];
  }),
);
