/** What every command that runs the engine begins with: a checked topology, a CLI, a target. */
import { loadTopology } from "../src/topology/load";
import type { Topology } from "../src/topology/schema";
import { UserError } from "./errors";
import { layoutDirectory, layoutKey } from "./layout";
import { pulumiCli } from "./pulumi/cli";
import type { Say } from "./say";
import { CloudTarget } from "./target/cloud";
import { SandboxTarget } from "./target/sandbox";
import { chosenStacks, type Target } from "./target/target";

export interface CommonOptions {
  readonly stack?: string[] | undefined;
  readonly layout: string;
  readonly target: string;
}

export interface Session {
  readonly topology: Topology;
  readonly layout: string;
  /** The stacks asked for: regions in the order of their numbers, `global` last. */
  readonly stacks: readonly string[];
  readonly command: string;
  readonly target: Target;
}

/**
 * @param but rules that the stack files may break, for a command that mends it.
 * @throws TopologyError with everything that is wrong with the stack files, before anything is made or changed.
 * @throws UserError when a name is wrong or the CLI can not be had.
 */
export async function openSession(options: CommonOptions, say: Say, but: readonly string[] = []): Promise<Session> {
  const directory = layoutDirectory(options.layout);
  const topology = loadTopology(directory, but);
  const stacks = chosenStacks(topology, options.stack);
  if (options.target !== "sandbox" && options.target !== "cloud") {
    throw new UserError(`MERIDIAN_TARGET is "${options.target}"; it can be sandbox or cloud.`);
  }
  const { command } = await pulumiCli(say);
  const target =
    options.target === "cloud"
      ? new CloudTarget(topology, directory, command)
      : new SandboxTarget(topology, directory, layoutKey(options.layout), command);
  await target.prepare();
  return { topology, layout: options.layout, stacks, command, target };
}
