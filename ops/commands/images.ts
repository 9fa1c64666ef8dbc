/** `images`: what each region's registry has to be given, as no cache brings it. */
import { type Copy, copiesFor, registryPlan } from "../../src/plan/registry";
import { loadTopology } from "../../src/topology/load";
import type { Region, Topology } from "../../src/topology/schema";
import { UserError } from "../errors";
import { layoutDirectory } from "../layout";
import { makeTable } from "../render/table";
import { chosenStacks } from "../target/target";

export interface ImagesOptions {
  readonly layout: string;
  readonly stack?: string[] | undefined;
  readonly json?: boolean | undefined;
  readonly script?: boolean | undefined;
}

export interface RegionCopies {
  readonly region: Region;
  /** Name of the registry's host. */
  readonly registry: string;
  readonly copies: readonly Copy[];
}

const yourBuild = "<your build>";

export function printImages(options: ImagesOptions): number {
  const copies = regionCopies(loadTopology(layoutDirectory(options.layout)), options.stack);
  const render = options.json ? imagesJson : options.script ? imagesScript : imagesTable;
  process.stdout.write(`${render(copies)}\n`);
  return 0;
}

/** @throws UserError when no region is among the stacks. */
export function regionCopies(topology: Topology, wanted?: readonly string[]): RegionCopies[] {
  const stacks = chosenStacks(topology, wanted);
  const regions = topology.regions.filter(({ name }) => stacks.includes(name));
  if (regions.length === 0) throw new UserError(`${stacks.join(", ")} has no registry: regions have.`);
  return regions.map((region) => ({
    region,
    registry: registryPlan(topology.shared, region).host,
    copies: copiesFor(topology, region),
  }));
}

const sourceOf = (copy: Copy): string => (copy.kind === "own" ? yourBuild : copy.source);

export function imagesTable(regions: readonly RegionCopies[]): string {
  const table = makeTable(["region", "what", "from", "to"]);
  for (const { region, copies } of regions)
    for (const copy of copies) table.push([region.name, nouns[copy.kind], sourceOf(copy), copy.destination]);
  return table.toString();
}

const nouns: Readonly<Record<Copy["kind"], string>> = {
  own: "service",
  image: "image",
  chart: "chart",
  "packaged-chart": "chart",
};

export function imagesJson(regions: readonly RegionCopies[]): string {
  const document = regions.map(({ region, registry, copies }) => ({
    region: region.name,
    cloud: region.cloud,
    registry,
    copies: copies.map((copy) => ({
      kind: copy.kind,
      ...(copy.kind !== "own" && { source: copy.source }),
      destination: copy.destination,
    })),
  }));
  return JSON.stringify({ regions: document }, null, 2);
}

export function imagesScript(regions: readonly RegionCopies[]): string {
  const lines = regions.flatMap(({ region, registry, copies }) => [
    "",
    `# ${region.name}`,
    ...(region.cloud === "alicloud"
      ? [`# ${registry} answers inside the region's VPC alone: run this there, where the sources are reached too.`]
      : []),
    `# First: crane auth login ${registry}${copies.some(isPackaged) ? `, helm registry login ${registry}` : ""}`,
    ...copies.flatMap(commands),
  ]);
  return ["#!/bin/sh", "set -eu", ...lines].join("\n");
}

const isPackaged = ({ kind }: Copy) => kind === "packaged-chart";

/** https://github.com/google/go-containerregistry/tree/main/cmd/crane: all architectures of an image, or a chart as it is. */
function commands(copy: Copy): string[] {
  switch (copy.kind) {
    case "own":
      return [`# ${yourBuild}: crane push image.tar ${copy.destination}`];
    case "packaged-chart":
      return packaged(copy);
    default:
      return [`crane copy ${copy.source} ${copy.destination}`];
  }
}

/** `helm push` calls what it pushes by the chart's name, whatever the repository is to be called. */
function packaged({ chart, destination }: Extract<Copy, { kind: "packaged-chart" }>): string[] {
  const { name, version, origin } = chart;
  const folder = destination.slice(0, destination.lastIndexOf("/"));
  const pushed = `${folder}/${name}:${version}`;
  return [
    `helm pull ${name} --repo ${origin} --version ${version}`,
    `helm push ${name}-${version}.tgz oci://${folder}`,
    ...(pushed === destination ? [] : [`crane copy ${pushed} ${destination}`]),
  ];
}
