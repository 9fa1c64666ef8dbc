/** What GKE brings: its own load balancers, autoscaler and Secret Manager add-on. */
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../component";
import { type Integration, type IntegrationArgs, pairs } from "./contract";

export function integrateGke({ naming }: RegionContext, { network, keys }: IntegrationArgs): Integration {
  return {
    // https://cloud.google.com/secret-manager/docs/secret-manager-managed-csi-component
    secrets: {
      driver: "secrets-store-gke.csi.k8s.io",
      provider: "gke",
      parameters: (files) => ({
        secrets: pulumi.jsonStringify(
          files.map(({ file, secret }) => ({
            resourceName: pulumi.interpolate`${secret.id}/versions/latest`,
            path: file,
          })),
        ),
      }),
    },
    // https://cloud.google.com/kubernetes-engine/docs/concepts/service-load-balancer-parameters
    ingress: {
      annotations: { "cloud.google.com/l4-rbs": "enabled" },
      loadBalancerIP: network.ingress.address,
    },
    // https://cloud.google.com/kubernetes-engine/docs/how-to/using-cmek
    volumes: {
      provisioner: "pd.csi.storage.gke.io",
      parameters: {
        type: "pd-balanced",
        "disk-encryption-kms-key": keys.keys.disks,
        labels: pairs(naming.tags, "="),
      },
    },
    // Cloud SQL's certificate names the instance, not the address; its CA signs for this instance alone.
    database: { sslMode: "verify-ca", serverCa: "certificate", replication: { kind: "attribute" } },
    // https://cloud.google.com/memorystore/docs/valkey/networking
    cachePorts: [{ port: 11000, endPort: 13047 }],
    // https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity (network policies)
    metadata: [
      { cidr: "169.254.169.252/32", port: 988 },
      { cidr: "169.254.169.254/32", port: 80 },
    ],
    namespaceLabels: {},
    balancers: [],
  };
}
