/** The topology as a Mermaid map: regions by jurisdiction, the mesh between them, what replicates; isolated ones alone. */
import { findLocation } from "../../src/facts/locations";
import type { Region, Topology } from "../../src/topology/schema";

/** Mermaid reads `end` and some other words as syntax, so an id is never a bare name. */
function id(kind: "region" | "law", name: string): string {
  return `${kind}_${name.replaceAll("-", "_")}`;
}

/** Quotes end a label; Mermaid takes them as entities. */
function label(text: string): string {
  return `"${text.replaceAll('"', "#quot;")}"`;
}

function node(region: Region): string {
  const found = findLocation(region.cloud, region.location);
  const lines = [region.name, `${region.cloud} ${region.location}`, found?.place ?? "", region.network.cidr];
  return `    ${id("region", region.name)}[${label(lines.filter(Boolean).join("<br/>"))}]`;
}

function subgraphs(regions: readonly Region[]): string[] {
  const byLaw = new Map<string, Region[]>();
  for (const region of regions) {
    const group = byLaw.get(region.residency.jurisdiction);
    if (group) group.push(region);
    else byLaw.set(region.residency.jurisdiction, [region]);
  }
  return [...byLaw].flatMap(([jurisdiction, group]) => [
    `  subgraph ${id("law", jurisdiction)}[${label(jurisdiction)}]`,
    ...group.map(node),
    "  end",
  ]);
}

/** Edges between the same two regions under the same basis are one arrow that names the classes. */
function replication({ shared }: Topology): string[] {
  const arrows = new Map<string, { from: string; to: string; basis: string; classes: string[] }>();
  for (const { dataClass, from, to, legalBasis } of shared.replication) {
    const key = `${from} ${to} ${legalBasis}`;
    const arrow = arrows.get(key);
    if (arrow) arrow.classes.push(dataClass);
    else arrows.set(key, { from, to, basis: legalBasis, classes: [dataClass] });
  }
  return [...arrows.values()].map(
    ({ from, to, basis, classes }) =>
      `  ${id("region", from)} -. ${label(`${classes.join(", ")} (${basis})`)} .-> ${id("region", to)}`,
  );
}

/** A flowchart that GitHub and others draw. */
export function topologyMermaid(topology: Topology): string {
  const { shared, regions } = topology;
  const isolated = regions.filter((region) => region.isolated);
  const lines = [
    "flowchart LR",
    ...subgraphs(regions),
    ...shared.mesh.links.map(
      ({ between: [a, b], latencyMs, bandwidthGbps }) =>
        `  ${id("region", a)} <== ${label(`${latencyMs} ms, ${bandwidthGbps} Gbit/s`)} ==> ${id("region", b)}`,
    ),
    ...replication(topology),
  ];
  if (isolated.length > 0) {
    lines.push(
      "  classDef isolated stroke-dasharray: 5 5",
      `  class ${isolated.map(({ name }) => id("region", name)).join(",")} isolated`,
    );
  }
  return `${lines.join("\n")}\n`;
}
