/** The region's gateways with what each of them runs: its files from the plan, its private key from the stack's secrets. */
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../components/component";
import { createMesh, type MeshArgs } from "../components/mesh";
import type { Gateway, RegionMesh } from "../plan/mesh";
import { bundle } from "../plan/mesh/bundle";
import { MeshKeyError, parsePrivateKeys, privateKeyOf, privateKeysName } from "../plan/mesh/keys";
import type { MeshParts } from "./region-output";

/** @returns undefined for a region without a mesh. */
export async function createGateways(
  context: RegionContext,
  provider: pulumi.ProviderResource,
  plan: RegionMesh | undefined,
  args: Pick<MeshArgs, "network" | "keys" | "secrets">,
): Promise<MeshParts | undefined> {
  if (!plan) return undefined;
  const secret = new pulumi.Config("meridian").getSecret(privateKeysName);
  if (!secret)
    throw new pulumi.RunError(
      `Pulumi.${plan.region}.yaml names public keys of gateways, and the stack has no secret meridian:${privateKeysName} with their private halves: see docs/mesh-keys.md`,
    );
  const bundles = plan.gateways.map((gateway) => secret.apply((text) => sealed(gateway, text)));
  return { plan, mesh: await createMesh(context, provider, { ...args, plan, bundles }) };
}

/** @throws RunError, in which nothing of a key is. */
function sealed(gateway: Gateway, privateKeys: string): string {
  try {
    return bundle(gateway, privateKeyOf(gateway.name, gateway.keys, parsePrivateKeys(privateKeys)));
  } catch (error) {
    throw error instanceof MeshKeyError ? new pulumi.RunError(error.message) : error;
  }
}
