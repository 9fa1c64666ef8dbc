/** What the service's pods may do in the cloud: read their own secrets, use the buckets that hold their data, use the cache. */
import type { PoolPlan } from "../../plan/workloads";
import type { Permission } from "../identity";
import type { SecretFile } from "../integration/contract";
import type { Scope } from "./scope";

/** Backups and access logs are nobody's inside the cluster. */
export const serviceBuckets = ["assets", "knowledge", "compliance"] as const;

export function permissionsOf({ args }: Scope, { name }: PoolPlan, files: readonly SecretFile[]): Permission[] {
  const { assets, knowledge, compliance } = args.storage.buckets;
  return [
    ...files.map(({ secret }): Permission => ({ kind: "read-secret", secret })),
    { kind: "write-objects", bucket: assets },
    // Only workers take knowledge in; records are added by both and changed by nobody.
    { kind: name === "worker" ? "write-objects" : "read-objects", bucket: knowledge },
    { kind: "write-objects", bucket: compliance },
    { kind: "use-cache" },
  ];
}
