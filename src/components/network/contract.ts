/** What a network is, whichever cloud carries it (spec section 2). */
import type * as pulumi from "@pulumi/pulumi";
import type { SubnetTier } from "../../plan/network";
import type { KeyRing } from "../keys/contract";

/** A subnet that exists: one per zone where the cloud's subnets are zonal, one per tier where they are regional (GCP). */
export interface Subnet {
  readonly tier: SubnetTier;
  readonly id: pulumi.Output<string>;
  readonly cidr: string;
  /** 0, 1 or 2 where subnets are zonal. */
  readonly zone?: number;
}

/** `ingress`: load balancers the internet reaches; `nodes`: Kubernetes nodes; `data`: databases and caches. */
export type FirewallGroup = "ingress" | "nodes" | "data";

export interface Network extends pulumi.Resource {
  /** The VPC's id in the cloud's own form. */
  readonly id: pulumi.Output<string>;
  readonly cidr: string;
  readonly subnets: readonly Subnet[];
  /** The three zones, by the cloud's names; a zonal subnet's `zone` counts them. */
  readonly zones: pulumi.Output<string[]>;
  /** What marks a member for the firewall: a security group's id (AWS, Alibaba Cloud) or a network tag (Google Cloud). */
  readonly groups: Readonly<Record<FirewallGroup, pulumi.Output<string>>>;
  /** The reserved static public IPv4 address that the region's ingress will answer on, and its id in the cloud. */
  readonly ingress: { readonly id: pulumi.Output<string>; readonly address: pulumi.Output<string> };
}

export interface NetworkArgs {
  /** Flow logs lie under its `logs` key. */
  readonly keys: KeyRing;
}
