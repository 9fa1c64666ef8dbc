/** Names that a lab gives to what it makes. All begin with its prefix, and all that begins with its prefix is its own. Pure. */
import { createHash } from "node:crypto";
import path from "node:path";
import { checkout, labsDirectory } from "./paths";

/** The lab that `meridian lab` speaks of; tests have others beside it. */
export const ownInstance = "own";

export interface LabNames {
  readonly instance: string;
  /** `mlab-3f09ac-`: another checkout's lab, and another lab of this checkout, have another one. */
  readonly prefix: string;
  /** State file and logs. */
  readonly directory: string;
}

export function labNames(instance: string = ownInstance): LabNames {
  const hash = createHash("sha256").update(`${checkout}\0${instance}`).digest("hex").slice(0, 6);
  return { instance, prefix: `mlab-${hash}-`, directory: path.join(labsDirectory, instance) };
}
