/** How a client reaches the cluster: no credential, the AWS command line makes one. Pure. */

export interface ClusterAccess {
  readonly name: string;
  /** `https://…`. */
  readonly endpoint: string;
  /** PEM of the cluster's authority, base64. */
  readonly authority: string;
  readonly location: string;
}

/** JSON, which is YAML too. */
export function kubeconfig({ name, endpoint, authority, location }: ClusterAccess): string {
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    command: "aws",
    args: ["--region", location, "eks", "get-token", "--cluster-name", name, "--output", "json"],
    interactiveMode: "Never",
    provideClusterInfo: false,
  };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: endpoint, "certificate-authority-data": authority } }],
    users: [{ name, user: { exec } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}
