/** A region's keys of the mesh alone: refused without their private halves, told as outputs. */
import * as pulumi from "@pulumi/pulumi";
import { regionMesh } from "../../../src/plan/mesh";
import { parsePrivateKeys, privateKeyOf, privateKeysName } from "../../../src/plan/mesh/keys";
import { loadTopology } from "../../../src/topology/load";

export async function program() {
  const plan = regionMesh(loadTopology(pulumi.getRootDirectory()), pulumi.getStack());
  if (!plan) throw new pulumi.RunError(`${pulumi.getStack()} has no mesh`);
  const secret = new pulumi.Config("meridian").requireSecret(privateKeysName);
  const privateKeys = secret.apply((text) => {
    const keys = parsePrivateKeys(text);
    return plan.gateways.map((gateway) => privateKeyOf(gateway.name, gateway.keys, keys));
  });
  const accepts = plan.gateways[0]?.tunnels.flatMap(({ publicKey, otherKeys }) => [publicKey, ...otherKeys]);
  const gateways = plan.gateways.map(({ name, keys }) => ({ name, publicKey: keys.publicKey }));
  return { region: { name: plan.region, mesh: { gateways, accepts } }, privateKeys };
}
