/** What every part of a cluster on Alibaba Cloud needs to know of where it stands. */
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterPlan } from "../../../plan/cluster";
import type { Naming } from "../../../plan/naming";
import type { Region, Shared } from "../../../topology/schema";
import type { ClusterArgs } from "../contract";

export interface ClusterSite {
  readonly naming: Naming;
  readonly shared: Shared;
  readonly region: Region;
  readonly plan: ClusterPlan;
  readonly protect: boolean;
  readonly given: ClusterArgs;
  /** Options of a child: under the component, with its provider. */
  child(opts?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
}

/** Of what can not stand beside its replacement: a name that stays the same. */
export const deleteFirst = { deleteBeforeReplace: true } as const;

/** The private vSwitches: control plane, nodes and pods. */
export const privateSubnets = ({ given }: ClusterSite): pulumi.Output<string>[] =>
  given.network.subnets.filter(({ tier }) => tier === "private").map(({ id }) => id);
