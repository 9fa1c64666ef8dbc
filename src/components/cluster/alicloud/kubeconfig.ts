/** How clients reach a cluster: by the cloud's own plugin, which asks RAM for a certificate of a few hours. */

export interface Access {
  readonly name: string;
  readonly clusterId: string;
  readonly endpoint: string;
  /** PEM in base64. */
  readonly authority: string;
  readonly location: string;
}

/** https://github.com/AliyunContainerService/ack-ram-tool, `credential-plugin get-credential`. */
export function kubeconfig({ name, clusterId, endpoint, authority, location }: Access): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: endpoint, "certificate-authority-data": authority } }],
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1",
            command: "ack-ram-tool",
            args: [
              ...["credential-plugin", "get-credential", "--cluster-id", clusterId, "--region-id", location],
              ...["--api-version", "v1", "--expiration", "3h", "--log-level", "error"],
            ],
            interactiveMode: "Never",
            provideClusterInfo: false,
            installHint: "ack-ram-tool: https://github.com/AliyunContainerService/ack-ram-tool/releases",
          },
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}
