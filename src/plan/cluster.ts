/** How the Kubernetes cluster of a region is set up (spec section 2). Pure. */
import { type Size, sizeIn } from "../facts/sizes";
import type { Region, Shared } from "../topology/schema";

export const poolNames = ["system", "work"] as const;
export type PoolName = (typeof poolNames)[number];

export interface NodePoolPlan {
  readonly name: PoolName;
  /** The cloud's own name of the node's size. */
  readonly size: string;
  /** Over all three zones together. */
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly diskGb: number;
  /** On each node; the system pool is tainted so that only add-ons, which tolerate it, land there. */
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value: string; readonly effect: "NoSchedule" }[];
}

export interface ClusterPlan {
  readonly version: string;
  readonly pools: Readonly<Record<PoolName, NodePoolPlan>>;
  readonly maintenance: Shared["cluster"]["maintenance"];
  /** Public blocks that may reach the API; empty means only the network itself. */
  readonly operators: readonly string[];
  /** Kubernetes services; pods have `NetworkPlan.pods` where the cloud wants a range. */
  readonly serviceCidr: string;
  /** Days that audit and control plane logs are kept. */
  readonly logRetentionDays: number;
}

export const poolLabel = "meridian.dev/pool";
export const criticalAddonsTaint = { key: "CriticalAddonsOnly", value: "true", effect: "NoSchedule" } as const;

export function clusterPlan(
  shared: Shared,
  region: Region,
  network: { readonly services: string; readonly flowLogRetentionDays: number },
): ClusterPlan {
  const { version, minNodes, maxNodes, maintenance } = shared.cluster;
  const pool = (name: PoolName, size: Size, taints: NodePoolPlan["taints"]): NodePoolPlan => ({
    name,
    size: sizeIn(region.cloud, "nodes", size),
    minNodes,
    maxNodes,
    diskGb: 100,
    labels: { [poolLabel]: name },
    taints,
  });
  return {
    version: region.cluster.version ?? version,
    pools: {
      system: pool("system", region.sizes.systemNodes, [criticalAddonsTaint]),
      work: pool("work", region.sizes.workNodes, []),
    },
    maintenance,
    operators: region.cluster.operators,
    serviceCidr: network.services,
    logRetentionDays: network.flowLogRetentionDays,
  };
}
