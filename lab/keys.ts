/** Keys for a lab, made anew each time; the private halves are held in memory and in the gateways' tmpfs. */
import { generateKeyPairSync } from "node:crypto";
import { gatewayName } from "../src/plan/mesh/addresses";
import type { Topology } from "../src/topology/schema";

export interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Raw Curve25519 keys are the last 32 bytes of their DER documents (RFC 8410, section 4 and 7). */
const rawBytes = 32;

export function keyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("x25519", {
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
  return {
    publicKey: publicKey.subarray(-rawBytes).toString("base64"),
    privateKey: privateKey.subarray(-rawBytes).toString("base64"),
  };
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
