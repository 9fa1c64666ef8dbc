/** Picks the program of the stack that the engine runs. */
import * as pulumi from "@pulumi/pulumi";
import { formatProblems, loadTopology, TopologyError } from "./topology/load";
import type { Topology } from "./topology/schema";

/** The topology beside the Pulumi.yaml that the engine read: the checkout's, or a layout's. */
function topology(): Topology {
  try {
    return loadTopology(pulumi.getRootDirectory());
  } catch (error) {
    if (error instanceof TopologyError) throw new pulumi.RunError(formatProblems(error.problems));
    throw error;
  }
}

/** Off where stacks come and go (the sandbox says so); see RegionContext. */
const protect = process.env.MERIDIAN_PROTECTION !== "off";

export async function program(): Promise<Record<string, unknown>> {
  const loaded = topology();
  const stack = pulumi.getStack();
  if (stack === "global") return (await import("./programs/global")).globalProgram(loaded);
  const region = loaded.regions.find(({ name }) => name === stack);
  if (!region) {
    const known = [...loaded.regions.map(({ name }) => name), "global"].join(", ");
    throw new pulumi.RunError(`Pulumi.${stack}.yaml has no meridian:region; the stacks of this topology are ${known}`);
  }
  return (await import("./programs/region")).regionProgram(loaded, region, protect);
}
