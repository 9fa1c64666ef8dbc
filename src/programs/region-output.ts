/** What a region stack says to the outside: `region`, of one shape in every cloud (architecture.md), and what waits. */
import * as pulumi from "@pulumi/pulumi";
import type { Cache } from "../components/cache";
import type { Cluster } from "../components/cluster";
import type { Database } from "../components/database";
import type { Mesh } from "../components/mesh";
import type { Network } from "../components/network";
import type { Storage } from "../components/storage";
import type { RegionMesh } from "../plan/mesh";
import type { ObjectEdge } from "../plan/replication";
import { bucketPurposes } from "../plan/storage";
import type { WaitingTransfer } from "../plan/transfer";
import type { Region } from "../topology/schema";

interface Parts {
  readonly network: Network;
  readonly cluster: Cluster;
  readonly database: Database;
  readonly cache: Cache;
  readonly storage: Storage;
  /** Undefined where the region has no mesh: it is isolated, or its stack file has no keys yet. */
  readonly mesh: MeshParts | undefined;
}

/** The gateways as they were planned, and as they stand. */
export interface MeshParts {
  readonly plan: RegionMesh;
  readonly mesh: Mesh;
}

export function regionOutput({ name, cloud, location }: Region, parts: Parts) {
  const { network, cluster, database, cache, storage, mesh } = parts;
  return {
    name,
    cloud,
    location,
    network: { id: network.id, cidr: network.cidr },
    cluster: { name: cluster.name, endpoint: cluster.endpoint },
    database: { host: database.host, port: database.port, replicaHost: database.replicaHost },
    cache: { host: cache.host, port: cache.port },
    buckets: Object.fromEntries(bucketPurposes.map((purpose) => [purpose, storage.buckets[purpose].name])),
    ingress: { address: network.ingress.address },
    ...(mesh && { mesh: { gateways: gatewayOutputs(mesh), accepts: acceptedKeys(mesh) } }),
  };
}

function gatewayOutputs({ plan, mesh }: MeshParts) {
  return plan.gateways.map(({ name, endpoint, keys, asn }) => ({
    name,
    endpoint,
    publicKey: keys.publicKey,
    asn,
    address: mesh.gateways.find((gateway) => gateway.name === name)?.address,
  }));
}

/** Every key that the gateways let in: what a rotation asks before a peer takes its next one (ops/mesh/deployed.ts). */
function acceptedKeys({ plan }: MeshParts) {
  return plan.gateways[0]?.tunnels.flatMap(({ publicKey, otherKeys }) => [publicKey, ...otherKeys]) ?? [];
}

/** A replication edge that could not be made in this run: read by `./meridian up`, and by people. */
export interface WaitingEdge {
  readonly dataClass: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  /** What it waits for: another region to come up, or somebody to edit a stack file. */
  readonly until: "peer" | "edit";
}

/** An edge can wait at both of its ends for the same reason: it is told once. */
export function waitingEdges(
  native: pulumi.Output<readonly ObjectEdge[]>,
  transfers: readonly WaitingTransfer[],
): pulumi.Output<WaitingEdge[]> {
  const told = ({ dataClass, from, to }: ObjectEdge, until: WaitingEdge["until"], reason: string): WaitingEdge => ({
    dataClass,
    from: from.name,
    to: to.name,
    until,
    reason,
  });
  return pulumi
    .output(native)
    .apply((edges) => [
      ...edges.map((edge) =>
        told(
          edge,
          "peer",
          `${edge.toBucket} is not there yet, or does not let this region in; the next up after ${edge.to.name}'s makes the rule`,
        ),
      ),
      ...transfers.map(({ edge, reason }) => told(edge, "edit", reason)),
    ]);
}
