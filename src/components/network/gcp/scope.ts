/** What every part of the network of a region on Google Cloud needs to know of where it stands. */
import type * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../../plan/naming";
import type { NetworkPlan, SubnetTier } from "../../../plan/network";

export interface Scope {
  readonly naming: Naming;
  readonly plan: NetworkPlan;
  /** Project id. */
  readonly project: string;
  readonly region: string;
  /**
   * Options of a child: under the component, with its provider. Names are fixed and ranges may not overlap, so a
   * replacement can not stand beside what it replaces: delete first.
   */
  child(opts?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
}

/** Network tag that an instance of a tier carries; firewall rules and the default route go by it. */
export const tierTag = (tier: SubnetTier): string => `meridian-${tier}`;
