/** What every part of the network of a region on Alibaba Cloud needs to know of where it stands. */
import type * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../../plan/naming";
import type { NetworkPlan } from "../../../plan/network";

export interface Scope {
  readonly naming: Naming;
  readonly plan: NetworkPlan;
  /** Account id, 16 digits. */
  readonly account: string;
  readonly region: string;
  /** Options of a child: under the component, with its provider. */
  child(opts?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
}

/** Of what can not stand beside its replacement: a block in a VPC, the one association of an address or a vSwitch. */
export const deleteFirst = { deleteBeforeReplace: true } as const;

/**
 * Shared address space that Alibaba Cloud's own services answer on inside every VPC: name servers, time, instance
 * metadata, and the internal endpoints of OSS, SLS, KMS and ACR. It is never routed to the internet.
 */
export const cloudServicesCidr = "100.64.0.0/10";

export const anywhere = "0.0.0.0/0";
