/** What a region stack stands up. It reads no other stack: what it must know of a peer is in the stack files. */
import { createKeyRing } from "../components/keys";
import { createNetwork } from "../components/network";
import { createProvider } from "../components/provider";
import { naming } from "../plan/naming";
import { networkPlan } from "../plan/network";
import type { Region, Topology } from "../topology/schema";

export async function regionProgram({ shared }: Topology, region: Region, protect: boolean) {
  const context = { shared, region, naming: naming(shared, region), network: networkPlan(shared, region), protect };
  const provider = await createProvider(region);
  const keys = await createKeyRing(context, provider);
  const network = await createNetwork(context, provider, { keys });
  if (region.zone) {
    const { AlicloudZone } = await import("../components/zone/alicloud");
    new AlicloudZone(context, network.ingress.address, provider);
  }
  return {
    region: {
      name: region.name,
      cloud: region.cloud,
      location: region.location,
      network: { id: network.id, cidr: network.cidr },
      ingress: { address: network.ingress.address },
    },
  };
}
