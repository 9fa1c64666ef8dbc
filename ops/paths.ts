/** Where things are. Meridian writes below the checkout and below the Pulumi home, and nowhere else. */
import os from "node:os";
import path from "node:path";

/** The checkout. Bundles lie in `.meridian/build`, two levels below it; under vitest this file lies one level below. */
export const checkout =
  path.basename(__dirname) === "build" ? path.resolve(__dirname, "../..") : path.resolve(__dirname, "..");

/** Everything that running Meridian makes in the checkout; `make clean` removes it. */
export const workDirectory = path.join(checkout, ".meridian");

export function pulumiHome(): string {
  return process.env.PULUMI_HOME || path.join(os.homedir(), ".pulumi");
}

/** Meridian's own corner of the Pulumi home: what is worth keeping from one checkout to the next. */
export function cacheDirectory(): string {
  return path.join(pulumiHome(), "meridian");
}
