/** `topology`: what was understood of the stack files. */
import { loadTopology } from "../../src/topology/load";
import { layoutDirectory } from "../layout";
import { renderMermaid } from "../topology/mermaid";
import { renderTable } from "../topology/table";

export interface TopologyOptions {
  readonly layout: string;
  readonly json?: boolean | undefined;
  readonly mermaid?: boolean | undefined;
}

export function printTopology(options: TopologyOptions): number {
  const topology = loadTopology(layoutDirectory(options.layout));
  if (options.json) process.stdout.write(`${JSON.stringify(topology, null, 2)}\n`);
  else process.stdout.write(`${options.mermaid ? renderMermaid(topology) : renderTable(topology)}\n`);
  return 0;
}
