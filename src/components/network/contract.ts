/** What a network is, whichever cloud carries it (spec section 2). */
import type * as pulumi from "@pulumi/pulumi";
import type { SubnetTier } from "../../plan/network";

/** A subnet that exists: one per zone where the cloud's subnets are zonal, one per tier where they are regional (GCP). */
export interface Subnet {
  readonly tier: SubnetTier;
  readonly id: pulumi.Output<string>;
  readonly cidr: string;
}

export interface Network extends pulumi.Resource {
  /** The VPC's id in the cloud's own form. */
  readonly id: pulumi.Output<string>;
  readonly cidr: string;
  readonly subnets: readonly Subnet[];
  /** The reserved static public IPv4 address that the region's ingress will answer on, and its id in the cloud. */
  readonly ingress: { readonly id: pulumi.Output<string>; readonly address: pulumi.Output<string> };
}
