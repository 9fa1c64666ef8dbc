/** What a Kubernetes cluster is, whichever cloud runs it (spec section 2). */
import type * as pulumi from "@pulumi/pulumi";
import type { KeyRing } from "../keys/contract";
import type { Network } from "../network/contract";
import type { Registry } from "../registry/contract";

export interface Cluster extends pulumi.Resource {
  readonly name: pulumi.Output<string>;
  /** The API server's private address: `https://…`. */
  readonly endpoint: pulumi.Output<string>;
  /**
   * For the kubernetes provider. It names the cloud's credential plugin and holds no credential, so it is no secret. It comes
   * from the control plane alone: what is to run waits for the node pools by `dependsOn` on the cluster, so that a pool that is
   * replaced takes no workload with it.
   */
  readonly kubeconfig: pulumi.Output<string>;
  /** OpenID Connect issuer of the cluster's service account tokens: `https://…`. */
  readonly issuer: pulumi.Output<string>;
}

export interface ClusterArgs {
  readonly network: Network;
  readonly keys: KeyRing;
  /** Nodes may pull from it and from nowhere else. */
  readonly registry: Registry;
}
