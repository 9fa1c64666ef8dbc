/**
 * Copies of objects between clouds, in two halves that never see each other: the far region lets exactly one job in, below
 * exactly the declared prefixes, and the near region runs it. docs/replication.md has who trusts whom by what.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { ObjectEdge } from "../../plan/replication";
import type { TrustedTransfer, WaitingTransfer } from "../../plan/transfer";
import type { CreateIdentity } from "../identity";
import type { KeyRing } from "../keys/contract";
import type { Registry } from "../registry/contract";
import type { Storage } from "../storage/contract";

/** What either half answers: edges that can not be made before a stack file says more. */
export interface TransferHalf {
  readonly waiting: readonly WaitingTransfer[];
}

export interface InboundArgs {
  /** Every edge of the topology: what shares an account has to agree on who keeps what. */
  readonly edges: readonly ObjectEdge[];
  readonly storage: Storage;
  readonly keys: KeyRing;
}

export interface InboundParts extends InboundArgs {
  readonly transfers: readonly TrustedTransfer[];
}

export interface OutboundArgs {
  readonly edges: readonly ObjectEdge[];
  readonly identity: CreateIdentity;
  readonly storage: Storage;
  readonly registry: Registry;
  /** What has to be there first: the jobs' namespace and priority class. */
  readonly dependsOn?: readonly pulumi.Resource[];
}

export interface OutboundParts extends OutboundArgs {
  readonly transfers: readonly TrustedTransfer[];
}

export interface OutboundProviders {
  readonly cloudProvider: pulumi.ProviderResource;
  readonly kubernetesProvider: pulumi.ProviderResource;
}
