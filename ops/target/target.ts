/** Where stacks live: in the sandbox or in the clouds. The engine and the program under it are the same. */
import type { RunChecks } from "../../sandbox/client";
import type { Topology } from "../../src/topology/schema";
import { UserError } from "../errors";
import type { Vault } from "../mesh/vault";

/** Where the engine runs for one stack. */
export interface Place {
  /** The directory of Pulumi.yaml and of the stack files. */
  readonly directory: string;
  /** Environment on top of the process's own: backend, passphrase, providers. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface Target {
  readonly kind: "sandbox" | "cloud";
  /** Makes ready what the stacks need before the engine runs; may be called again. */
  prepare(): Promise<void>;
  place(stack: string): Place;
  /** A run over the stacks begins. The answer tells, once it is over, who judged the inputs of their resources. */
  begin(stacks: readonly string[]): Promise<() => Promise<RunChecks>>;
  /** Makes sure that the stack exists in its backend, and mends what an interrupted run left. Says what it did. */
  ready(stack: string): Promise<readonly string[]>;
  /** What encrypts the secrets of stacks that are not isolated. */
  readonly vault: Vault;
  /** Runs `work` while no other process of Meridian changes the stack files that the engine reads. */
  changing<T>(work: () => Promise<T>): Promise<T>;
}

/** A world shares one backend, one passphrase and one set of credentials; an isolated region is a world of its own. */
export function worldOf(topology: Topology, stack: string): string {
  return topology.regions.find(({ name }) => name === stack)?.isolated ? stack : "shared";
}

/** Every stack of the topology: the regions in the order of their numbers, then `global`. */
export function stacksOf(topology: Topology): string[] {
  return [...topology.regions.map(({ name }) => name), "global"];
}

/**
 * Those of them that are wanted, in the same order; all, where nothing is said.
 * @throws UserError naming the stacks there are.
 */
export function chosenStacks(topology: Topology, wanted: readonly string[] | undefined): string[] {
  const all = stacksOf(topology);
  if (!wanted || wanted.length === 0) return all;
  const unknown = wanted.filter((stack) => !all.includes(stack));
  if (unknown.length > 0)
    throw new UserError(`There is no stack ${unknown.join(", ")} in this topology. The stacks are: ${all.join(", ")}.`);
  return all.filter((stack) => wanted.includes(stack));
}
