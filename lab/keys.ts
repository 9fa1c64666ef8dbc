/** Keys for a lab, made anew each time; the private halves are held in memory and in the gateways' tmpfs. */
import { generateKeyPairSync } from "node:crypto";
import { gatewayName } from "../src/plan/mesh/addresses";
import { rawKey } from "../src/plan/mesh/keys";
import type { Topology } from "../src/topology/schema";

export interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

export function keyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("x25519");
  return { publicKey: rawKey(publicKey), privateKey: rawKey(privateKey) };
}

export interface KeyedTopology {
  readonly topology: Topology;
  /** By gateway's name. */
  readonly privateKeys: ReadonlyMap<string, string>;
}

/** The topology with keys of the lab's own in place of the stack files'. */
export function withFreshKeys(topology: Topology): KeyedTopology {
  const since = new Date().toISOString().slice(0, 10);
  const privateKeys = new Map<string, string>();
  const regions = topology.regions.map((region) => {
    if (region.isolated) return region;
    const gateways = Array.from({ length: topology.shared.mesh.gatewaysPerRegion }, (_, position) => {
      const { publicKey, privateKey } = keyPair();
      privateKeys.set(gatewayName(region.name, position + 1), privateKey);
      return { publicKey, since };
    });
    return { ...region, mesh: { ...region.mesh, gateways } };
  });
  return { topology: { ...topology, regions }, privateKeys };
}

/** Paths' bandwidth times `factor`, so that shapers bite on a machine that is slower than the clouds. */
export function scaleBandwidth(topology: Topology, factor: number): Topology {
  const { mesh } = topology.shared;
  const links = mesh.links.map((link) => ({ ...link, bandwidthGbps: link.bandwidthGbps * factor }));
  return { ...topology, shared: { ...topology.shared, mesh: { ...mesh, links } } };
}
