/** Which topology is meant: the checkout's own, one of layouts/, a generated fleet, or a directory. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { writeFleet } from "../src/topology/fleet";
import { UserError } from "./errors";
import { checkout, workDirectory } from "./paths";

export const ownLayout = "default";

export function layoutNames(): string[] {
  const directory = path.join(checkout, "layouts");
  return readdirSync(directory).filter((name) => existsSync(path.join(directory, name, "Pulumi.yaml")));
}

const fleetName = /^fleet-(\d+)$/;
const fleetSizes = { least: 4, most: 64 };

/** Writes a fleet of `count` synthetic regions, the same for the same count, and answers its directory. */
function fleetDirectory(count: number): string {
  if (count < fleetSizes.least || count > fleetSizes.most) {
    throw new UserError(`A fleet has ${fleetSizes.least} to ${fleetSizes.most} regions, not ${count}: fleet-8.`);
  }
  const directory = path.join(workDirectory, "fleets", `fleet-${count}`);
  writeFleet(directory, count, path.join(checkout, "src", "program.cjs"));
  return directory;
}

/**
 * Directory of a layout by name, of a generated fleet (`fleet-8`), or a directory that is one (for topologies kept elsewhere).
 * @throws UserError naming the layouts there are.
 */
export function layoutDirectory(layout: string): string {
  if (layout === ownLayout) return checkout;
  const fleet = fleetName.exec(layout)?.[1];
  if (fleet !== undefined) return fleetDirectory(Number(fleet));
  const named = path.join(checkout, "layouts", layout);
  if (existsSync(path.join(named, "Pulumi.yaml"))) return named;
  if (path.isAbsolute(layout) && existsSync(path.join(layout, "Pulumi.yaml"))) return layout;
  throw new UserError(
    `There is no layout "${layout}". The layouts are: ${[ownLayout, ...layoutNames()].join(", ")}, and fleet-4 to fleet-64.`,
  );
}

/** A name for the layout's own folder below .meridian/sandbox. */
export function layoutKey(layout: string): string {
  if (!path.isAbsolute(layout)) return layout;
  return `${path.basename(layout)}-${createHash("sha256").update(path.resolve(layout)).digest("hex").slice(0, 6)}`;
}
