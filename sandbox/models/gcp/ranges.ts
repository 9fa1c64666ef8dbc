/** Ranges of a VPC: nothing that takes addresses in it may overlap. */
import { Netmask } from "netmask";
import type { StoredObject, World } from "../../core/model";
import { objects, resolve, text } from "./common";
import { clusterType } from "./pools";

export const networkType = "gcp:compute/network:Network";
export const subnetworkType = "gcp:compute/subnetwork:Subnetwork";
export const addressType = "gcp:compute/address:Address";
export const globalAddressType = "gcp:compute/globalAddress:GlobalAddress";

export interface Range {
  readonly cidr: string;
  /** What has it, as the cloud's messages put it. */
  readonly owner: string;
}

export function overlaps(one: string, other: string): boolean {
  const [first, second] = [new Netmask(one), new Netmask(other)];
  return first.contains(second) || second.contains(first);
}

/** A subnet's primary and secondary ranges. */
export function subnetRanges({ inputs, state }: StoredObject): Range[] {
  const owner = `subnetwork '${state.name}' in region '${state.region}'`;
  const secondary = objects(inputs.secondaryIpRanges).map(({ ipCidrRange }) => ipCidrRange);
  return [inputs.ipCidrRange, ...secondary].flatMap((cidr) => (typeof cidr === "string" ? [{ cidr, owner }] : []));
}

/** Everything taken in a network, without what `except` takes. */
export function takenRanges(world: World, network: StoredObject, except?: StoredObject): Range[] {
  const inNetwork = (type: string) =>
    world
      .objects(type)
      .filter(
        (object) =>
          object.urn !== except?.urn &&
          object.placement.account === network.placement.account &&
          resolve(world, networkType, object.inputs.network)?.id === network.id,
      );
  const reserved = inNetwork(globalAddressType).map(({ state }) => ({
    cidr: `${state.address}/${state.prefixLength ?? 32}`,
    owner: `address '${state.name}'`,
  }));
  const controlPlanes = inNetwork(clusterType).flatMap(({ id, inputs }) => {
    const cidr = text(objects([inputs.privateClusterConfig ?? null])[0]?.masterIpv4CidrBlock);
    return cidr === undefined ? [] : [{ cidr, owner: `the control plane of '${id}'` }];
  });
  return [...inNetwork(subnetworkType).flatMap(subnetRanges), ...reserved, ...controlPlanes];
}

/** The first overlap of `wanted` with what is taken. */
export function conflict(
  wanted: readonly string[],
  taken: readonly Range[],
): { cidr: string; with: Range } | undefined {
  for (const cidr of wanted) {
    const range = taken.find((other) => overlaps(cidr, other.cidr));
    if (range) return { cidr, with: range };
  }
  return undefined;
}

/** The subnet's network, wherever the reference was written. */
export function networkOf(world: World, object: StoredObject): string | undefined {
  return resolve(world, networkType, text(object.inputs.network))?.id;
}
