/** The topology for people on a terminal. */
import Table from "cli-table3";
import pc from "picocolors";
import { findLocation } from "../../src/facts/locations";
import type { Region, Topology } from "../../src/topology/schema";

const columns = ["region", "cloud", "location", "place", "DR", "tier", "residency", "CIDR", "traffic"] as const;

function row(region: Region, color: ReturnType<typeof pc.createColors>): string[] {
  const { name, cloud, location, drLocation, tier, residency, network, trafficWeight, isolated } = region;
  const found = findLocation(cloud, location);
  return [
    isolated ? color.yellow(name) : color.bold(name),
    cloud,
    location,
    found ? `${found.place}, ${found.country}` : "",
    drLocation,
    isolated ? `${tier} (isolated)` : tier,
    `${residency.jurisdiction}: ${residency.countries.join(" ")}`,
    network.cidr,
    `${trafficWeight} %`,
  ];
}

/** One row a region, and a line on what all of them share. `colors` is for terminals that show them. */
export function topologyTable({ shared, regions }: Topology, colors: boolean = pc.isColorSupported): string {
  const color = pc.createColors(colors);
  const table = new Table({
    head: [...columns],
    style: { head: colors ? ["cyan"] : [], border: colors ? ["gray"] : [] },
    colAligns: columns.map((column) => (column === "traffic" ? "right" : "left")),
  });
  for (const region of regions) table.push(row(region, color));
  const summary = [
    `${shared.service} ${shared.environment}`,
    shared.pattern,
    `zone ${shared.zone}`,
    `${Object.keys(shared.dataClasses).length} data classes`,
    `${shared.replication.length} replication edges`,
    `${shared.mesh.links.length} mesh links`,
  ];
  return `${table.toString()}\n${color.dim(summary.join(", "))}\n`;
}
