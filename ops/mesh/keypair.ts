/** Makes a gateway's key. */
import { generateKeyPairSync } from "node:crypto";
import { rawKey } from "../../src/plan/mesh/keys";
import type { MeshKey } from "../../src/topology/mesh";

export interface MadeKey {
  readonly key: MeshKey;
  readonly privateKey: string;
}

/** `2026-11-21`, of UTC. */
export function day(now: Date): string {
  return now.toISOString().slice(0, 10);
}

export function makeKey(now: Date): MadeKey {
  const { publicKey, privateKey } = generateKeyPairSync("x25519");
  return { key: { publicKey: rawKey(publicKey), since: day(now) }, privateKey: rawKey(privateKey) };
}
