/** What a Redis is, whichever cloud runs it: cluster mode, TLS, auth (spec section 2). */
import type * as pulumi from "@pulumi/pulumi";
import type { KeyRing } from "../keys/contract";
import type { Network } from "../network/contract";
import type { SecretReference, SecretStore } from "../secrets/contract";

export interface Cache extends pulumi.Resource {
  /** The cluster's configuration or discovery endpoint: a private DNS name or address. */
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  /** How clients prove who they are: a password in the secret manager, or the workload's own identity (Google Cloud). */
  readonly auth:
    | { readonly kind: "password"; readonly user: string; readonly password: SecretReference }
    | { readonly kind: "identity" };
  /**
   * PEM file that clients check the server against; `database` where the database's file has the authority; nothing where
   * every system's trust store has it.
   */
  readonly serverCa?: pulumi.Output<string> | "database";
}

export interface CacheArgs {
  readonly network: Network;
  readonly keys: KeyRing;
  readonly secrets: SecretStore;
}
