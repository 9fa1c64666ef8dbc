/** The kubernetes provider itself. Page: https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider */
import { createHash } from "node:crypto";
import { boolean, integer, object, type ProviderModel, string } from "../../core/model";

/** What tells clusters apart, in place of an account: two clusters may both have a namespace of one name. */
export const provider: ProviderModel = {
  inputs: {
    kubeconfig: string({ required: true, minLength: 1 }),
    cluster: string(),
    clusterIdentifier: string(),
    context: string(),
    namespace: string(),
    alwaysRender: boolean(),
    deleteUnreachable: boolean(),
    enableConfigMapMutable: boolean(),
    enablePatchForce: boolean(),
    enableSecretMutable: boolean(),
    enableServerSideApply: boolean(),
    helmReleaseSettings: object({
      driver: string(),
      pluginsPath: string(),
      registryConfigPath: string(),
      repositoryCache: string(),
      repositoryConfigPath: string(),
      suppressBetaWarning: boolean(),
    }),
    kubeClientSettings: object({ burst: integer(), qps: integer(), timeout: integer() }),
    renderYamlToDirectory: string(),
    skipUpdateUnreachable: boolean(),
    suppressDeprecationWarnings: boolean(),
    suppressHelmHookWarnings: boolean(),
    upsertExistingObjects: boolean(),
  },
  placement: ({ kubeconfig = "", cluster = "", context = "", clusterIdentifier }) => {
    const identity = clusterIdentifier ?? JSON.stringify([kubeconfig, cluster, context]);
    return { account: createHash("sha256").update(String(identity)).digest("hex").slice(0, 16), region: "" };
  },
};
