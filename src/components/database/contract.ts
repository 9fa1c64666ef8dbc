/** What a Postgres is, whichever cloud runs it (spec section 2). */
import type * as pulumi from "@pulumi/pulumi";
import type { DatabaseRole } from "../../plan/database";
import type { drKeyPurposes, KeyRing } from "../keys/contract";
import type { Network } from "../network/contract";
import type { GeneratedSecret, SecretReference, SecretStore } from "../secrets/contract";

export interface Database extends pulumi.Resource {
  /** Private DNS name or address of the primary; it stays when a standby takes over. */
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  /** The replica in the DR location. */
  readonly replicaHost: pulumi.Output<string>;
  /** The cloud's administrative account, and its password: only the job that makes the roles uses it. */
  readonly administrator: { readonly user: string; readonly password: SecretReference };
  /** Passwords of the least-privilege roles, which a job inside the cluster makes (no cloud's API makes them all). */
  readonly roles: Readonly<Record<DatabaseRole, GeneratedSecret>>;
  /** PEM file that clients check the server against: where pods find it, a URL of the cloud's own or the certificate itself. */
  readonly serverCa: pulumi.Output<string>;
}

export interface DatabaseArgs {
  readonly network: Network;
  readonly keys: KeyRing;
  readonly secrets: SecretStore;
  /** The DR location: its provider and its keys. */
  readonly dr: { readonly provider: pulumi.ProviderResource; readonly keys: KeyRing<(typeof drKeyPurposes)[number]> };
}
