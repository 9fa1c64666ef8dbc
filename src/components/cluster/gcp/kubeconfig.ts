/** How clients reach the API server: by Google's credential plugin, with no credential in the file. Pure. */

export interface ClusterAccess {
  readonly name: string;
  /** Host or address of the API server. */
  readonly endpoint: string;
  /** PEM, base64. */
  readonly ca: string;
}

/** JSON, which is YAML. */
export function kubeconfig({ name, endpoint, ca }: ClusterAccess): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: `https://${endpoint}`, "certificate-authority-data": ca } }],
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "gke-gcloud-auth-plugin",
            installHint: "gcloud components install gke-gcloud-auth-plugin",
            interactiveMode: "Never",
            provideClusterInfo: true,
          },
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}
