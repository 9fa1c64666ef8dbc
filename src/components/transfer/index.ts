/** Copies of objects between clouds: the two halves, and the choice by cloud. SDKs are loaded only where an edge asks. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import { introduced, transfersFrom, transfersInto } from "../../plan/transfer";
import type { RegionContext } from "../component";
import type { InboundArgs, InboundParts, OutboundArgs, OutboundProviders, TransferHalf } from "./contract";

export type { InboundArgs, OutboundArgs, TransferHalf } from "./contract";

type InboundConstructor = new (
  context: RegionContext,
  provider: pulumi.ProviderResource,
  parts: InboundParts,
) => pulumi.Resource;

const inbound: Record<Cloud, () => Promise<InboundConstructor>> = {
  aws: async () => (await import("./aws")).AwsInbound,
  gcp: async () => (await import("./gcp")).GcpInbound,
  alicloud: async () => (await import("./alicloud")).AlicloudInbound,
};

/**
 * Lets the jobs of other regions write what the topology declares, and nothing else. Nothing has to exist at the origin.
 * @throws RangeError for an edge that touches an isolated region.
 */
export async function createInbound(
  context: RegionContext,
  provider: pulumi.ProviderResource,
  args: InboundArgs,
): Promise<TransferHalf> {
  const { ready, waiting } = introduced(context.shared, transfersInto(args.edges, context.region));
  if (ready.length > 0) {
    const Inbound = await inbound[context.region.cloud]();
    new Inbound(context, provider, { ...args, transfers: ready });
  }
  return { waiting };
}

/**
 * Runs a job for each region that objects go to.
 * @throws RangeError for an edge that touches an isolated region.
 */
export async function createOutbound(
  context: RegionContext,
  providers: OutboundProviders,
  args: OutboundArgs,
): Promise<TransferHalf> {
  const { ready, waiting } = introduced(context.shared, transfersFrom(args.edges, context.region));
  if (ready.length > 0) {
    const { Outbound } = await import("./outbound");
    const { chains } = new Outbound(context, providers.kubernetesProvider, { ...args, transfers: ready });
    if (chains.length > 0) {
      const { AwsChain } = await import("./outbound/chain");
      new AwsChain(context, providers.cloudProvider, chains);
    }
  }
  return { waiting };
}
