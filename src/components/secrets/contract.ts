/** The cloud's secret manager in the region: where generated passwords live and pods fetch them from. */
import type * as pulumi from "@pulumi/pulumi";
import type { KeyRing } from "../keys/contract";

/** A secret that exists in the manager. */
export interface SecretReference {
  /** What grants name: ARN (AWS), resource name (Google Cloud), secret name (Alibaba Cloud). */
  readonly id: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
}

/** A secret that Meridian generated; `value` is a Pulumi secret, never in clear in a state file. */
export interface GeneratedSecret extends SecretReference {
  readonly value: pulumi.Output<string>;
}

/** 32 characters that every store's password rules accept: letters, digits and `-_`, at least one of each kind of letter and a digit. */
export interface SecretStore extends pulumi.Resource {
  /** Generates a password and keeps it under `<naming>-<purpose>`, encrypted with the ring's `secrets` key. */
  generate(purpose: string): GeneratedSecret;
  /** Keeps a value that somebody else made, the same way. `value` is a Pulumi secret; a new value is a new version of the same secret. */
  keep(purpose: string, value: pulumi.Output<string>): SecretReference;
}

export interface SecretStoreArgs {
  readonly keys: KeyRing;
}
