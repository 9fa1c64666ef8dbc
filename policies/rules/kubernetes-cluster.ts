/** Kubernetes objects live in a cluster of this very stack: the region of a cluster can't be read from a kubeconfig. */
import type { PolicyResource } from "@pulumi/policy";
import type { Rule } from "../rule";
import { compliant, violation } from "../verdict";

const clusters = new Set([
  "aws:eks/cluster:Cluster",
  "gcp:container/cluster:Cluster",
  "alicloud:cs/managedKubernetes:ManagedKubernetes",
]);

function cameFromCluster(provider: PolicyResource): boolean {
  const sources = [
    ...(provider.propertyDependencies.kubeconfig ?? []),
    ...(provider.propertyDependencies.cluster ?? []),
  ];
  return sources.some(({ type }) => clusters.has(type));
}

export const kubernetesCluster: Rule = {
  name: "kubernetes-cluster",
  description:
    "Every Kubernetes provider gets its cluster from a cluster of the same stack, which is judged on its own.",
  controls: ["CCC.Core.CN06"],
  judgeStack(resources) {
    return resources
      .filter(({ type }) => type === "pulumi:providers:kubernetes")
      .map((resource) => ({
        resource,
        verdict: cameFromCluster(resource)
          ? compliant
          : violation(`its kubeconfig comes from no cluster of this stack (${[...clusters].join(", ")})`),
      }));
  },
};
