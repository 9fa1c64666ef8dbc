/** What the global stack stands up: DNS, for every region that exists, so that regions can be rolled out one at a time. */
import * as pulumi from "@pulumi/pulumi";
import { createCloudflareProvider } from "../components/provider/cloudflare";
import { CloudflareZone } from "../components/zone/cloudflare";
import type { Region, Topology } from "../topology/schema";

/** What `global` needs of a region stack's `region` output (architecture.md, "What stays the same"). */
interface RegionOutput {
  readonly ingress: { readonly address: string };
}

/**
 * The ingress address of a region, or undefined where its stack does not exist or has not come up yet.
 * Any other failure is an error: a backend that does not answer must not look like a region that is gone.
 */
async function ingressAddress(region: Region): Promise<string | undefined> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${region.name}`;
  try {
    const answer = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name }, { async: true });
    const output: RegionOutput | undefined = answer.outputs?.region;
    return output?.ingress.address;
  } catch (error) {
    if (error instanceof Error && error.message.includes(`unknown stack "${name}"`)) return undefined;
    throw error;
  }
}

export async function globalProgram({ shared, global, regions }: Topology) {
  const peers = regions.filter((region) => !region.isolated);
  const known = await Promise.all(peers.map(async (region) => [region.name, await ingressAddress(region)] as const));
  const addresses = Object.fromEntries(known.flatMap(([name, address]) => (address ? [[name, address]] : [])));
  for (const region of peers.filter((peer) => !(peer.name in addresses))) {
    pulumi.log.warn(`${region.name} has not come up yet: no record for ${region.host}.${shared.zone}`);
  }
  const zone = new CloudflareZone({ shared, global, regions: peers, addresses }, createCloudflareProvider("edge"));
  return { edge: { zone: shared.zone, nameServers: zone.nameServers, records: zone.records } };
}
