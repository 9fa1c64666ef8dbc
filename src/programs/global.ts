/** What the global stack stands up: DNS, for every region that exists, so that regions can be rolled out one at a time. */
import * as pulumi from "@pulumi/pulumi";
import { createCloudflareProvider } from "../components/provider/cloudflare";
import { CloudflareZone } from "../components/zone/cloudflare";
import type { Region, Topology } from "../topology/schema";

/** What `global` needs of a region stack's `region` output (architecture.md, "What stays the same"). */
interface RegionOutput {
  readonly ingress: { readonly address: string };
  readonly mesh?: { readonly gateways: readonly { readonly name: string; readonly address: string }[] };
}

/**
 * What a region says of itself, or undefined where its stack does not exist or has not come up yet.
 * Any other failure is an error: a backend that does not answer must not look like a region that is gone.
 */
async function regionOutput(region: Region): Promise<RegionOutput | undefined> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${region.name}`;
  try {
    const answer = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name }, { async: true });
    return answer.outputs?.region;
  } catch (error) {
    if (error instanceof Error && error.message.includes(`unknown stack "${name}"`)) return undefined;
    throw error;
  }
}

export async function globalProgram({ shared, global, regions }: Topology) {
  const peers = regions.filter((region) => !region.isolated);
  const outputs = await Promise.all(peers.map(async (region) => [region.name, await regionOutput(region)] as const));
  const addresses = Object.fromEntries(
    outputs.flatMap(([name, output]) => (output ? [[name, output.ingress.address]] : [])),
  );
  const gateways = Object.fromEntries(
    outputs.flatMap(([, output]) => output?.mesh?.gateways.map(({ name, address }) => [name, address]) ?? []),
  );
  for (const region of peers.filter((peer) => !(peer.name in addresses))) {
    pulumi.log.warn(`${region.name} has not come up yet: no record for ${region.host}.${shared.zone}`);
  }
  const zone = new CloudflareZone(
    { shared, global, regions: peers, addresses, gateways },
    createCloudflareProvider("edge"),
  );
  return { edge: { zone: shared.zone, nameServers: zone.nameServers, records: zone.records } };
}
