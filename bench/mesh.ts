/** How the mesh's plan and files grow: pure work, timed inside this process. */
import { randomBytes } from "node:crypto";
import { meshPlan } from "../src/plan/mesh";
import { renderGateway } from "../src/plan/mesh/render";
import { fleet } from "../src/topology/fleet";

export interface MeshPoint {
  readonly regions: number;
  readonly gateways: number;
  /** Seconds for the plan of all regions, and for all files of all gateways. */
  readonly planSeconds: number;
  readonly renderSeconds: number;
  readonly mebibytes: number;
}

export function meshPoint(regions: number): MeshPoint {
  const topology = fleet(regions);
  const { gatewaysPerRegion } = topology.shared.mesh;
  const keyed = topology.regions.map((region) => ({
    ...region,
    mesh: {
      gateways: Array.from({ length: gatewaysPerRegion }, () => ({
        publicKey: randomBytes(32).toString("base64"),
        since: "2026-01-01",
      })),
    },
  }));
  const start = performance.now();
  const gateways = meshPlan({ ...topology, regions: keyed }).flatMap((region) => region.gateways);
  const planned = performance.now();
  const bytes = gateways.flatMap(renderGateway).reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  const rendered = performance.now();
  return {
    regions,
    gateways: gateways.length,
    planSeconds: (planned - start) / 1000,
    renderSeconds: (rendered - planned) / 1000,
    mebibytes: bytes / 2 ** 20,
  };
}
