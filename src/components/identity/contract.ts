/** What a workload may do in its cloud, by its Kubernetes service account: no key, no node-wide right. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/contract";
import type { KeyRing } from "../keys/contract";
import type { SecretReference } from "../secrets/contract";
import type { Bucket } from "../storage/contract";

export type Permission =
  | { readonly kind: "read-secret"; readonly secret: SecretReference }
  /** Get and list. */
  | { readonly kind: "read-objects"; readonly bucket: Bucket; readonly prefix?: string }
  /** Get, list, put and delete; where the bucket is locked, put only. */
  | { readonly kind: "write-objects"; readonly bucket: Bucket; readonly prefix?: string }
  /** Connect to the cache where it takes identities (Google Cloud); nothing elsewhere. */
  | { readonly kind: "use-cache" };

export interface IdentityArgs {
  /** Part of the role's name. */
  readonly purpose: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly permissions: readonly Permission[];
}

export interface WorkloadIdentity extends pulumi.Resource {
  /** Put on the service account; empty where the cloud binds by name alone (EKS Pod Identity). */
  readonly annotations: Readonly<Record<string, pulumi.Output<string>>>;
  /** Labels that pods need for the cloud's webhook to act; empty where none does. */
  readonly podLabels: Readonly<Record<string, string>>;
}

/** Where identities are made: the cluster whose service accounts they are, and the keys behind what they read. */
export interface IdentitySite {
  readonly cluster: Cluster;
  readonly keys: KeyRing;
}
