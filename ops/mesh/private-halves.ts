/** The private halves of a region: read, extended and pruned without ever leaving the process but encrypted. */
import { MeshKeyError, type PrivateKeys, parsePrivateKeys } from "../../src/plan/mesh/keys";
import type { MeshGatewayKeys } from "../../src/topology/mesh";
import { UserError } from "../errors";
import { type StackKeys, sealedIn } from "./stack-file";
import type { Vault } from "./vault";

/** Every public key that the gateways' entries name. */
export function namedKeys(gateways: readonly MeshGatewayKeys[]): string[] {
  return gateways.flatMap(({ publicKey, next, previous }) => [
    publicKey,
    ...[next, previous].flatMap((other) => other?.publicKey ?? []),
  ]);
}

/** @throws UserError when the file has keys, but not their private halves. */
export async function openHalves(stack: string, keys: StackKeys, vault: Vault): Promise<PrivateKeys> {
  const sealed = sealedIn(keys);
  if (!sealed) {
    if (keys.gateways.length === 0) return {};
    throw new UserError(
      `Pulumi.${stack}.yaml has public keys, but no meridian:meshPrivateKeys: their private halves are lost to it. ` +
        `Take mesh.gateways out of it and run \`./meridian mesh keys init\`; docs/mesh-keys.md says what that means for traffic.`,
    );
  }
  try {
    return parsePrivateKeys(await vault.open(stack, sealed));
  } catch (error) {
    if (error instanceof MeshKeyError) throw new UserError(`Pulumi.${stack}.yaml: ${error.message}`);
    throw error;
  }
}

/** The stack's keys with these gateways, and the private halves of what they name and of nothing else. */
export async function sealHalves(
  stack: string,
  keys: StackKeys,
  gateways: readonly MeshGatewayKeys[],
  halves: PrivateKeys,
  vault: Vault,
): Promise<StackKeys> {
  const kept = Object.fromEntries(
    namedKeys(gateways).flatMap((key) => {
      const half = halves[key];
      return half === undefined ? [] : [[key, half]];
    }),
  );
  return { gateways, ...(await vault.seal(stack, keys.header, JSON.stringify(kept))) };
}
