/** Which topology is meant: the checkout's own, or one of layouts/. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { UserError } from "./errors";
import { checkout } from "./paths";

export const ownLayout = "default";

export function layoutNames(): string[] {
  const directory = path.join(checkout, "layouts");
  return readdirSync(directory).filter((name) => existsSync(path.join(directory, name, "Pulumi.yaml")));
}

/**
 * Directory of a layout by name, or a directory that is one (for topologies kept elsewhere).
 * @throws UserError naming the layouts there are.
 */
export function layoutDirectory(layout: string): string {
  if (layout === ownLayout) return checkout;
  const named = path.join(checkout, "layouts", layout);
  if (existsSync(path.join(named, "Pulumi.yaml"))) return named;
  if (path.isAbsolute(layout) && existsSync(path.join(layout, "Pulumi.yaml"))) return layout;
  throw new UserError(`There is no layout "${layout}". The layouts are: ${[ownLayout, ...layoutNames()].join(", ")}.`);
}

/** A name for the layout's own folder below .meridian/sandbox. */
export function layoutKey(layout: string): string {
  return path.isAbsolute(layout) ? path.basename(layout) : layout;
}
