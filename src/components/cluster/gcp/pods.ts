/** How many nodes the pod range holds. Pure. */
import * as pulumi from "@pulumi/pulumi";
import { Netmask } from "netmask";

/**
 * GKE gives each node twice as many addresses as it may have pods, rounded up to a power of two: 32 pods take a /26, so
 * that the region's /18 holds 256 nodes; GKE's own default of 110 would end at 64 nodes.
 */
export const podsPerNode = 32;
const nodePrefix = 26;

/** @throws RunError where the pools may grow beyond what the range holds, rather than stop growing on a bad day. */
export function checkPodRange(pods: string, nodes: number): void {
  const held = 2 ** (nodePrefix - new Netmask(pods).bitmask);
  if (nodes <= held) return;
  throw new pulumi.RunError(
    `${pods} holds the pods of ${held} nodes (${podsPerNode} each), and the pools may have ${nodes} together: lower cluster.maxNodes in Pulumi.yaml`,
  );
}
