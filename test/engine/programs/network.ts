/** A region's keys and network alone, for what is about the engine and not about the platform. */
import * as pulumi from "@pulumi/pulumi";
import { createKeyRing } from "../../../src/components/keys";
import { createNetwork } from "../../../src/components/network";
import { createProvider } from "../../../src/components/provider";
import { naming } from "../../../src/plan/naming";
import { networkPlan } from "../../../src/plan/network";
import { loadTopology } from "../../../src/topology/load";

export async function program() {
  const { shared, regions } = loadTopology(pulumi.getRootDirectory());
  const region = regions.find(({ name }) => name === pulumi.getStack());
  if (!region) throw new pulumi.RunError(`${pulumi.getStack()} is no region`);
  const network = networkPlan(shared, region);
  const context = { shared, region, naming: naming(shared, region), network, protect: false };
  const provider = await createProvider(region);
  const keys = await createKeyRing(context, provider);
  const made = await createNetwork(context, provider, { keys });
  return { region: { name: region.name, network: { id: made.id, cidr: made.cidr } } };
}
