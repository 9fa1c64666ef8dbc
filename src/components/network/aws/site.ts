/** What the parts of the network share: where they stand, how they are called and tagged. */
import type { Vpc } from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../../component";

export interface Site extends RegionContext {
  /** Pulumi name of a child. */
  child(purpose: string): string;
  /** Tags of a child: the region's and its Name (which consoles show). */
  tags(purpose: string): Record<string, string>;
  /** Resource options of a child: parent and provider, and what is added. */
  options(opts?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
}

/** A site whose VPC exists. */
export interface VpcSite extends Site {
  readonly vpc: Vpc;
}

/** Longest tag value, security group name and most other EC2 names, in characters. */
export const ec2NameLimit = 255;
