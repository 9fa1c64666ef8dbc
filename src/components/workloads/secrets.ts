/** Secrets as files: pods mount them from the cloud's secret manager, and Kubernetes never has them. */
import type { core } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import type { NamespacePurpose } from "../../plan/workloads";
import type { SecretFile } from "../integration/contract";
import { createCustom } from "./custom";
import type { Scope } from "./scope";

export const secretsFolder = "/var/run/secrets/meridian";

export interface MountedSecrets {
  readonly volumes: readonly core.v1.Volume[];
  readonly mounts: readonly core.v1.VolumeMount[];
  readonly dependsOn: readonly pulumi.Resource[];
}

/** The identity of the pods that mount them has to be allowed to read each. */
export function mountSecrets(
  scope: Scope,
  namespace: NamespacePurpose,
  component: string,
  files: readonly SecretFile[],
): MountedSecrets {
  const { driver, provider, parameters } = scope.integration.secrets;
  const metadata = scope.metadata(namespace, component);
  const resource = createCustom(
    scope,
    "SecretProviderClass",
    `secrets-${component}`,
    metadata,
    { provider, parameters: parameters(files) },
    scope.inside(namespace),
  );
  return {
    volumes: [
      { name: "secrets", csi: { driver, readOnly: true, volumeAttributes: { secretProviderClass: metadata.name } } },
    ],
    mounts: [{ name: "secrets", mountPath: secretsFolder, readOnly: true }],
    dependsOn: [resource],
  };
}
