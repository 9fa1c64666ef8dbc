/** The topology for machines. */
import type { Topology } from "../../src/topology/schema";

/** The checked topology as JSON, indented, with a final newline. */
export function topologyJson(topology: Topology): string {
  return `${JSON.stringify(topology, null, 2)}\n`;
}
