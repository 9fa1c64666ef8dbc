/** `topology`: what was understood of the stack files. */
import { loadTopology } from "../../src/topology/load";
import { layoutDirectory } from "../layout";
import { topologyJson } from "../topology/json";
import { topologyMermaid } from "../topology/mermaid";
import { topologyTable } from "../topology/table";

export interface TopologyOptions {
  readonly layout: string;
  readonly json?: boolean | undefined;
  readonly mermaid?: boolean | undefined;
}

export function printTopology(options: TopologyOptions): number {
  const topology = loadTopology(layoutDirectory(options.layout));
  if (options.json) process.stdout.write(topologyJson(topology));
  else process.stdout.write(`${options.mermaid ? topologyMermaid(topology) : topologyTable(topology)}\n`);
  return 0;
}
