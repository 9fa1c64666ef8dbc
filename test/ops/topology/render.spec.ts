/** What people and machines see of a topology. */
import { describe, expect, it } from "vitest";
import { topologyJson } from "../../../ops/topology/json";
import { topologyMermaid } from "../../../ops/topology/mermaid";
import { topologyTable } from "../../../ops/topology/table";
import { fleet } from "../../../src/topology/fleet";
import { loadTopology } from "../../../src/topology/load";
import { root } from "../../topology/files";

const topology = loadTopology(root);

describe("table", () => {
  it("has a row a region and a line on what they share", () => {
    const lines = topologyTable(topology, false).split("\n");
    const cells = (line = "") =>
      line
        .split("│")
        .map((cell) => cell.trim())
        .filter(Boolean);
    expect(cells(lines[1])).toEqual([
      "region",
      "cloud",
      "location",
      "place",
      "DR",
      "tier",
      "residency",
      "CIDR",
      "traffic",
    ]);
    expect(cells(lines.find((line) => line.includes("eu-west")))).toEqual([
      "eu-west",
      "gcp",
      "europe-west3",
      "Frankfurt, DE",
      "europe-west1",
      "secondary",
      "eu: EU UK EEA",
      "10.2.0.0/16",
      "35 %",
    ]);
    expect(cells(lines.find((line) => line.includes("china")))).toContain("separate (isolated)");
    expect(lines.at(-2)).toBe(
      "meridian production, active-active, zone meridian.example, 15 data classes, 66 replication edges, 3 mesh links",
    );
  });

  it("is coloured only when asked", () => {
    const controlCode = String.fromCharCode(27);
    expect(topologyTable(topology, false)).not.toContain(controlCode);
    expect(topologyTable(topology, true)).toContain(controlCode);
  });
});

describe("json", () => {
  it("is the whole topology", () => {
    expect(JSON.parse(topologyJson(topology))).toEqual(topology);
  });
});

describe("mermaid", () => {
  const lines = topologyMermaid(topology).split("\n");

  it("puts each region into its jurisdiction", () => {
    expect(lines[0]).toBe("flowchart LR");
    const at = lines.indexOf('  subgraph law_eu["eu"]');
    expect(lines.slice(at + 1, at + 3)).toEqual([
      '    region_eu_west["eu-west<br/>gcp europe-west3<br/>Frankfurt<br/>10.2.0.0/16"]',
      "  end",
    ]);
  });

  it("draws the mesh with its latency, and edges by basis", () => {
    expect(lines).toContain('  region_us_east <== "80 ms, 10 Gbit/s" ==> region_eu_west');
    expect(lines).toContain(
      '  region_eu_west -. "users, sessions, cache, user-avatars, logs, audit-trails (scc-2021-914)" .-> region_us_east',
    );
  });

  it("joins nothing to China", () => {
    const arrows = lines.filter((line) => line.includes("->") || line.includes("==>"));
    expect(arrows).toHaveLength(3 + 18);
    expect(arrows.filter((line) => line.includes("region_china"))).toEqual([]);
    expect(lines).toContain("  class region_china isolated");
  });

  it("draws a fleet without isolated regions", () => {
    expect(topologyMermaid(fleet(64))).not.toContain("classDef");
  });
});
