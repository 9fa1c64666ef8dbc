/** Lets jobs of other regions write into this one's buckets on AWS: a role for each origin, taken by federation. */
import { OpenIdConnectProvider } from "@pulumi/aws/iam/openIdConnectProvider";
import * as pulumi from "@pulumi/pulumi";
import { inboundPurpose, keepsIssuer, type TrustedTransfer } from "../../plan/transfer";
import { createRole } from "../aws/roles";
import type { Site } from "../aws/site";
import { siteOf } from "../aws/site";
import { Component, type RegionContext } from "../component";
import { audience, grants, trust } from "./aws/policies";
import type { InboundParts } from "./contract";
import { byBucket } from "./targets";

/**
 * GTS Root R1, SHA-1. IAM trusts Google's roots by itself and does not compare it; but without one it would go and fetch
 * what the issuer answers with, and there may be no cluster yet to answer.
 */
const googleRoot = "e58c1cc4913b38634be9106ee3ad8e6b9dd9814a";

export class AwsInbound extends Component {
  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    private readonly parts: InboundParts,
  ) {
    super("meridian:transfer:AwsInbound", context.region.name, provider);
    const site = siteOf(context, context.region.name, (opts) => this.child(opts));
    for (const transfer of parts.transfers) {
      this.keepIssuer(site, transfer);
      this.letIn(site, transfer);
    }
    this.registerOutputs({});
  }

  /** An account has one record of an issuer, whichever of its regions trust it. */
  private keepIssuer(site: Site, transfer: TrustedTransfer): void {
    const { caller, from } = transfer;
    if (caller.kind !== "service-account" || !keepsIssuer(this.context.shared, this.parts.edges, transfer)) return;
    const purpose = inboundPurpose(from);
    const derived = from.cluster.issuer === undefined;
    new OpenIdConnectProvider(
      site.child(purpose),
      {
        url: caller.issuer,
        clientIdLists: [audience],
        ...(derived && { thumbprintLists: [googleRoot] }),
        tags: site.tags(purpose),
      },
      this.child({ deleteBeforeReplace: true }),
    );
  }

  private letIn(site: Site, { from, edges, caller }: TrustedTransfer): void {
    const { region } = this.context;
    const { storage, keys } = this.parts;
    const targets = byBucket(edges).map(({ purpose, prefixes }) =>
      storage.buckets[purpose].id.apply((bucket) => ({ bucket, prefixes })),
    );
    const inline = pulumi
      .all([pulumi.all(targets), keys.keys.storage])
      .apply(([known, key]) => grants(known, key, region.location));
    createRole(site, inboundPurpose(from), trust(region, caller), { inline });
  }
}
