/** Identities of Kubernetes service accounts, which exist while a cluster of the project has its pool. */
import type { World } from "../../core/model";
import { objects } from "./common";

export const clusterType = "gcp:container/cluster:Cluster";

const member =
  /^(?:serviceAccount:([^[\s]+\.svc\.id\.goog)\[[^/\]]+\/[^/\]]+\]|principal(?:Set)?:\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/global\/workloadIdentityPools\/([^/]+\.svc\.id\.goog)\/.+)$/;

/** The pool of a member that no cluster has made yet; undefined when it is there or the member is of none. */
export function missingPool(world: World, who: string): string | undefined {
  const match = member.exec(who);
  const pool = match?.[1] ?? match?.[2];
  if (pool === undefined) return undefined;
  const made = world
    .objects(clusterType)
    .some(({ inputs }) => objects([inputs.workloadIdentityConfig ?? null])[0]?.workloadPool === pool);
  return made ? undefined : pool;
}
