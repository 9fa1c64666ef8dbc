/** What is added to a cluster once there are nodes to run it. */
import { KubernetesAddon, type ManagedKubernetes, type NodePool } from "@pulumi/alicloud/cs";
import type * as pulumi from "@pulumi/pulumi";
import { type ClusterSite, deleteFirst } from "./site";

/** Pods pull as the cluster, from the region's registry and from no other: it is the only one that the helper knows. */
const pullFrom = (registry: string, location: string): string =>
  JSON.stringify({
    AcrInstanceInfo: [{ instanceId: registry, regionId: location }],
    watchNamespace: "all",
    serviceAccount: "*",
    expiringThreshold: "15m",
  });

export function createAddons(
  { naming, region, given, child }: ClusterSite,
  cluster: ManagedKubernetes,
  nodes: readonly NodePool[],
): readonly KubernetesAddon[] {
  const addons: readonly { readonly name: string; readonly config?: pulumi.Output<string> }[] = [
    { name: "metrics-server" },
    // Gives pods the role that their service account names.
    { name: "ack-pod-identity-webhook" },
    // Brings secrets of the cloud's manager into pods.
    { name: "csi-secrets-store-provider-alibabacloud" },
    {
      name: "managed-aliyun-acr-credential-helper",
      config: given.registry.id.apply((id) => pullFrom(id, region.location)),
    },
  ];
  return addons.map(
    ({ name, config }) =>
      new KubernetesAddon(
        naming.name(name),
        { name, clusterId: cluster.id, ...(config && { config }) },
        child({ ...deleteFirst, dependsOn: [...nodes] }),
      ),
  );
}
