/** The Kubernetes provider of a region: it talks to the region's own cluster and to no other. */
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/contract";

/**
 * Another cluster is another provider, and with it everything inside is made anew; a kubeconfig that only reads otherwise is
 * not. Left to itself the provider compares servers and certificates, and would make all anew when a certificate rotates.
 */
export function createKubernetesProvider(cluster: Cluster, name: string): Provider {
  return new Provider(
    name,
    {
      kubeconfig: cluster.kubeconfig,
      clusterIdentifier: pulumi.interpolate`${cluster.issuer} ${cluster.endpoint}`,
      enableServerSideApply: true,
      // A cluster that is gone has taken what was inside along.
      deleteUnreachable: true,
    },
    { replaceOnChanges: ["clusterIdentifier"], dependsOn: [cluster] },
  );
}
