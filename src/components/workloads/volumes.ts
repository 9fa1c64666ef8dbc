/** Where volumes come from that do not say: encrypted with the region's key, in the zone where their pod lands. */
import { StorageClass } from "@pulumi/kubernetes/storage/v1/storageClass";
import type { Scope } from "./scope";

export function createVolumeClass({ plan, context, integration, name, child }: Scope): StorageClass {
  const { provisioner, parameters } = integration.volumes;
  return new StorageClass(
    name("volumes"),
    {
      metadata: {
        name: plan.namespaces.apps.name,
        labels: context.naming.tags,
        // Of several defaults, the cloud's own among them, the newest counts.
        annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
      },
      provisioner,
      parameters: { ...parameters },
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
      reclaimPolicy: "Delete",
    },
    child(),
  );
}
