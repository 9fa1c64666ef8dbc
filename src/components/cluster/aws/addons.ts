/** EKS add-ons, and the roles of those that ask AWS for something. */
import { Addon } from "@pulumi/aws/eks/addon";
import type { Cluster } from "@pulumi/aws/eks/cluster";
import { getAddonVersionOutput } from "@pulumi/aws/eks/getAddonVersion";
import type * as pulumi from "@pulumi/pulumi";
import { criticalAddonsTaint } from "../../../plan/cluster";
import type { Grants } from "../../aws/roles";
import { createPodRole } from "../../identity/aws/pod-role";
import { volumePolicy } from "./policies";
import type { ClusterSite } from "./site";

interface AddonPlan {
  readonly name: string;
  readonly configuration?: unknown;
  /** In the namespace kube-system. */
  readonly serviceAccount?: string;
  readonly grants?: (site: ClusterSite) => Grants;
}

/** Lets an add-on run on the system pool. */
const tolerations = [{ key: criticalAddonsTaint.key, operator: "Exists" }];

/** What a node needs to become ready: a node group is made after them, or it would wait for them in vain. */
const beforeNodes: readonly AddonPlan[] = [
  {
    name: "vpc-cni",
    configuration: { enableNetworkPolicy: "true" },
    serviceAccount: "aws-node",
    grants: () => ({ managed: ["AmazonEKS_CNI_Policy"] }),
  },
  { name: "kube-proxy" },
  { name: "eks-pod-identity-agent" },
];

/** What runs in pods of its own: EKS calls it degraded until there are nodes. */
const afterNodes: readonly AddonPlan[] = [
  { name: "coredns", configuration: { tolerations } },
  { name: "metrics-server", configuration: { tolerations } },
  {
    name: "aws-ebs-csi-driver",
    configuration: { controller: { tolerations } },
    serviceAccount: "ebs-csi-controller-sa",
    grants: ({ given, region }) => ({
      managed: ["service-role/AmazonEBSCSIDriverPolicy"],
      inline: given.keys.keys.disks.apply((key) => volumePolicy(key, region.location)),
    }),
  },
  { name: "snapshot-controller" },
  // Brings secrets of the cloud's manager into pods.
  { name: "aws-secrets-store-csi-driver-provider" },
  { name: "eks-node-monitoring-agent" },
];

function createAddon(
  site: ClusterSite,
  cluster: Cluster,
  { name, configuration, serviceAccount, grants }: AddonPlan,
  invoke: pulumi.InvokeOptions,
  after: readonly pulumi.Resource[],
): Addon {
  const purpose = `addon-${name}`;
  const account = serviceAccount && grants ? { namespace: "kube-system", serviceAccount } : undefined;
  const role = account && createPodRole(site, purpose, account, grants?.(site) ?? {});
  return new Addon(
    site.child(purpose),
    {
      clusterName: cluster.name,
      addonName: name,
      // The version that EKS gives to new clusters of this Kubernetes version: named, so that a preview shows its change.
      addonVersion: getAddonVersionOutput({ addonName: name, kubernetesVersion: site.plan.version }, invoke).version,
      ...(configuration !== undefined && { configurationValues: JSON.stringify(configuration) }),
      ...(role &&
        account && { podIdentityAssociations: [{ roleArn: role.arn, serviceAccount: account.serviceAccount }] }),
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      tags: site.tags(purpose),
    },
    // A cluster has an add-on once.
    site.options({ dependsOn: [...(role?.grants ?? []), ...after], deleteBeforeReplace: true }),
  );
}

export const createFirstAddons = (site: ClusterSite, cluster: Cluster, invoke: pulumi.InvokeOptions): Addon[] =>
  beforeNodes.map((plan) => createAddon(site, cluster, plan, invoke, []));

export const createAddons = (
  site: ClusterSite,
  cluster: Cluster,
  invoke: pulumi.InvokeOptions,
  nodes: readonly pulumi.Resource[],
): Addon[] => afterNodes.map((plan) => createAddon(site, cluster, plan, invoke, nodes));

export const addonNames: readonly string[] = [...beforeNodes, ...afterNodes].map(({ name }) => name);
