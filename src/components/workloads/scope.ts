/** What every part of the workloads knows. */
import type * as pulumi from "@pulumi/pulumi";
import type { NamespacePurpose, PriorityName, WorkloadsPlan } from "../../plan/workloads";
import type { Cache } from "../cache/contract";
import type { Cluster } from "../cluster/contract";
import type { RegionContext } from "../component";
import type { Database } from "../database/contract";
import type { CreateIdentity } from "../identity";
import type { Integration } from "../integration/contract";
import type { KeyRing } from "../keys/contract";
import type { Network } from "../network/contract";
import type { Registry } from "../registry/contract";
import type { Storage } from "../storage/contract";

export interface WorkloadsArgs {
  readonly cluster: Cluster;
  readonly registry: Registry;
  readonly identity: CreateIdentity;
  readonly database: Database;
  readonly cache: Cache;
  readonly storage: Storage;
  readonly network: Network;
  readonly keys: KeyRing;
}

export interface Scope {
  readonly context: RegionContext;
  readonly plan: WorkloadsPlan;
  readonly args: WorkloadsArgs;
  readonly integration: Integration;
  /** Pulumi name of a child. */
  name(purpose: string): string;
  child(opts?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
  /** Name, namespace and labels of an object. */
  metadata(namespace: NamespacePurpose, name: string): ObjectMetadata;
  /** Waits for what has to be there before anything can be put into the namespace. */
  inside(namespace: NamespacePurpose): pulumi.Resource[];
  readonly priorities: Readonly<Record<PriorityName, pulumi.Input<string>>>;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Labels by which pods of one part are found; they never change, as selectors can't. */
export const selectorOf = (component: string) => ({ "app.kubernetes.io/component": component });
