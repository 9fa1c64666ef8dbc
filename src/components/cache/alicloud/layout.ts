/** Where the nodes of a shard stand, and when the cloud may touch them. */
import * as pulumi from "@pulumi/pulumi";

/** Source: ApsaraDB for Redis, "Terms": a cluster has 2 to 256 shards, each a master with up to four replicas. */
const fewestShards = 2;
const mostReplicas = 4;

export interface Replicas {
  /** In the zone of the primaries. */
  readonly replicaCount: number;
  readonly slaveReplicaCount: number;
}

/**
 * An instance stands in two zones. The half, or more, of the replicas that is not in the primaries' zone takes over when
 * that one is lost.
 * @throws RunError when the cloud has no such cluster.
 */
export function replicasByZone(shards: number, perShard: number): Replicas {
  if (shards < fewestShards) {
    throw new pulumi.RunError(`a Redis cluster on Alibaba Cloud has ${fewestShards} shards at least, not ${shards}`);
  }
  if (perShard > mostReplicas) {
    throw new pulumi.RunError(`a shard on Alibaba Cloud has ${mostReplicas} replicas at most, not ${perShard}`);
  }
  const slaveReplicaCount = Math.ceil(perShard / 2);
  return { replicaCount: perShard - slaveReplicaCount, slaveReplicaCount };
}

/** Beginning and end as ApsaraDB writes them: `02:00Z`. */
export function windowOf(startHour: number, hours: number): readonly [string, string] {
  const at = (hour: number) => `${String(hour % 24).padStart(2, "0")}:00Z`;
  return [at(startHour), at(startHour + hours)];
}
