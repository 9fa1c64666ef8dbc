/** Where the lab's things lie: all of them below `.meridian/lab` of the checkout. */
import path from "node:path";

/** The checkout. Bundles lie in `.meridian/build`, two levels below it; under vitest this file lies one level below. */
export const checkout =
  path.basename(__dirname) === "build" ? path.resolve(__dirname, "../..") : path.resolve(__dirname, "..");

export const labsDirectory = path.join(checkout, ".meridian", "lab");
