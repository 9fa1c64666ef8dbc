/** Nodes: who they are in the cloud, and their pools. */
import { RepositoryIamMember } from "@pulumi/gcp/artifactregistry/repositoryIamMember";
import type { Cluster } from "@pulumi/gcp/container/cluster";
import { NodePool } from "@pulumi/gcp/container/nodePool";
import { IAMMember } from "@pulumi/gcp/projects/iammember";
import { Account } from "@pulumi/gcp/serviceaccount/account";
import type { input } from "@pulumi/gcp/types";
import type * as pulumi from "@pulumi/pulumi";
import type { NodePoolPlan } from "../../../plan/cluster";
import type { Registry } from "../../registry/contract";
import { GcpRegistry } from "../../registry/gcp";
import { podsPerNode } from "./pods";
import type { ClusterScope } from "./scope";

export interface NodeIdentity {
  readonly email: pulumi.Output<string>;
  /** What nodes need before they start. */
  readonly grants: readonly pulumi.Resource[];
}

/** Longest id that a service account may have. */
const longestAccountId = 30;

/** An account of the nodes' own: the least a node needs, and pulling from the region's registry. */
export function createNodeIdentity(
  scope: ClusterScope,
  registry: Registry,
  dependsOn: pulumi.Resource[],
): NodeIdentity {
  const { naming, project, region, child } = scope;
  const account = new Account(
    naming.name("nodes"),
    {
      project,
      accountId: naming.name("nodes", longestAccountId),
      displayName: "Nodes",
      description: `Kubernetes nodes of ${naming.name("cluster")}`,
    },
    child({ dependsOn }),
  );
  const basics = new IAMMember(
    naming.name("nodes"),
    { project, role: "roles/container.defaultNodeServiceAccount", member: account.member },
    child({ dependsOn }),
  );
  // Here a registry is several repositories, and each is granted by itself.
  const repositories = registry instanceof GcpRegistry ? registry.repositories : [registry.id];
  const pulls = repositories.map(
    (repository, index) =>
      new RepositoryIamMember(
        naming.name(`nodes-pull-${index + 1}`),
        { project, location: region, repository, role: "roles/artifactregistry.reader", member: account.member },
        child(),
      ),
  );
  return { email: account.email, grants: [basics, ...pulls] };
}

export interface NodeSetup {
  readonly email: pulumi.Output<string>;
  /** Resource name of the key of boot disks. */
  readonly diskKey: pulumi.Output<string>;
  /** Network tag of the nodes' tier: without it the firewall lets nothing out, not even to the control plane. */
  readonly tag: pulumi.Output<string>;
}

/** Of the arguments of a cluster's first pool and of the pools after it, which differ in their types only. */
export function nodeConfig({ naming }: ClusterScope, plan: NodePoolPlan, { email, diskKey, tag }: NodeSetup) {
  return {
    machineType: plan.size,
    diskSizeGb: plan.diskGb,
    diskType: "pd-balanced",
    bootDiskKmsKey: diskKey,
    imageType: "COS_CONTAINERD",
    serviceAccount: email,
    // The account's roles decide what a node may do; narrower scopes would only hide them.
    oauthScopes: ["https://www.googleapis.com/auth/cloud-platform"],
    resourceLabels: naming.tags,
    tags: [tag],
    gvnic: { enabled: true },
    shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
    workloadMetadataConfig: { mode: "GKE_METADATA" },
    metadata: { "disable-legacy-endpoints": "true" },
  } satisfies input.container.NodePoolNodeConfig & input.container.ClusterNodeConfig;
}

const effects = { NoSchedule: "NO_SCHEDULE" } as const;

export function createNodePool(scope: ClusterScope, cluster: Cluster, plan: NodePoolPlan, setup: NodeSetup): NodePool {
  const { naming, project, region, child } = scope;
  return new NodePool(
    naming.name(`nodes-${plan.name}`),
    {
      project,
      location: region,
      cluster: cluster.name,
      name: plan.name,
      // In each zone. The autoscaler takes over from there; another number would replace the pool.
      initialNodeCount: 1,
      autoscaling: { totalMinNodeCount: plan.minNodes, totalMaxNodeCount: plan.maxNodes, locationPolicy: "BALANCED" },
      maxPodsPerNode: podsPerNode,
      management: { autoRepair: true, autoUpgrade: true },
      upgradeSettings: { strategy: "SURGE", maxSurge: 1, maxUnavailable: 0 },
      networkConfig: { enablePrivateNodes: true },
      nodeConfig: {
        ...nodeConfig(scope, plan, setup),
        labels: { ...plan.labels },
        taints: plan.taints.map(({ key, value, effect }) => ({ key, value, effect: effects[effect] })),
      },
    },
    child(),
  );
}
