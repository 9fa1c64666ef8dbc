/** The region's gateways with what each of them runs: its files from the plan, its private key from the stack's secrets. */
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../components/component";
import { createMesh, type MeshArgs } from "../components/mesh";
import type { RegionMesh } from "../plan/mesh";
import { bundle } from "../plan/mesh/bundle";
import { privateKeyOf } from "../plan/mesh/keys";
import type { MeshParts } from "./region-output";

/** Config key of the private halves, a secret of the stack. */
const privateKeys = "meshPrivateKeys";

/** @returns undefined for a region without a mesh. */
export async function createGateways(
  context: RegionContext,
  provider: pulumi.ProviderResource,
  plan: RegionMesh | undefined,
  args: Pick<MeshArgs, "network" | "keys" | "secrets">,
): Promise<MeshParts | undefined> {
  if (!plan) return undefined;
  const secret = new pulumi.Config("meridian").getSecret(privateKeys);
  if (!secret)
    throw new pulumi.RunError(
      `Pulumi.${plan.region}.yaml names the public keys of ${plan.gateways.length} gateways, and the stack has no secret meridian:${privateKeys} with their private halves; ./meridian mesh keys rotate --stack ${plan.region} makes new ones`,
    );
  const bundles = plan.gateways.map((gateway) =>
    secret.apply((text) => bundle(gateway, privateKeyOf(text, gateway.keys.publicKey))),
  );
  return { plan, mesh: await createMesh(context, provider, { ...args, plan, bundles }) };
}
