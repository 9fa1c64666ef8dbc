/** The clouds themselves: the user's own backends and credentials, the stack files as they lie in the checkout. */
import path from "node:path";
import { execa } from "execa";
import type { RunChecks } from "../../sandbox/client";
import type { Topology } from "../../src/topology/schema";
import { UserError } from "../errors";
import { PulumiVault, pulumiAsker } from "../mesh/pulumi-vault";
import type { Vault } from "../mesh/vault";
import { workDirectory } from "../paths";
import { alone } from "./lock";
import { type Place, type Target, worldOf } from "./target";

/** `MERIDIAN_CHINA_BACKEND_URL` for the isolated region `china`. */
export function backendVariable(world: string): string {
  return `MERIDIAN_${world.toUpperCase().replaceAll("-", "_")}_BACKEND_URL`;
}

export class CloudTarget implements Target {
  readonly kind = "cloud";
  private readonly existing = new Map<string, Promise<Set<string>>>();

  constructor(
    private readonly topology: Topology,
    private readonly directory: string,
    private readonly command: string,
  ) {}

  readonly vault: Vault = new PulumiVault(
    async (stack, args, input) => {
      await this.ready(stack);
      return pulumiAsker(this.command, (name) => this.place(name))(stack, args, input);
    },
    path.join(workDirectory, "scratch"),
  );

  changing<T>(work: () => Promise<T>): Promise<T> {
    return alone(workDirectory, "stack-files", work);
  }

  async prepare(): Promise<void> {}

  /** The providers themselves judge, and say so themselves. */
  async begin(): Promise<() => Promise<RunChecks>> {
    return async () => ({ stacks: {}, plugins: [] });
  }

  /** @throws UserError for an isolated region without a backend of its own. */
  place(stack: string): Place {
    const world = worldOf(this.topology, stack);
    if (world === "shared") return { directory: this.directory, environment: {} };
    const variable = backendVariable(world);
    const backend = process.env[variable];
    if (!backend || backend === process.env.PULUMI_BACKEND_URL) {
      throw new UserError(
        `${stack} is isolated and keeps its state in a backend of its own, in its own country.\n` +
          `Set ${variable} to it (for example s3://BUCKET?endpoint=oss-cn-hangzhou.aliyuncs.com), or leave the stack out with STACK=.`,
      );
    }
    return { directory: this.directory, environment: { PULUMI_BACKEND_URL: backend } };
  }

  async ready(stack: string): Promise<readonly string[]> {
    const { directory, environment } = this.place(stack);
    const world = worldOf(this.topology, stack);
    const listed = this.existing.get(world) ?? this.list(directory, environment);
    this.existing.set(world, listed);
    if (!(await listed).has(stack)) {
      throw new UserError(
        `The stack ${stack} does not exist in its backend yet. Make it, with the secrets provider of your choice:\n` +
          `  pulumi stack init ${stack} --secrets-provider=<awskms://… | gcpkms://… | passphrase>`,
      );
    }
    return [];
  }

  private async list(directory: string, environment: Readonly<Record<string, string>>): Promise<Set<string>> {
    const { stdout, failed, stderr } = await execa(this.command, ["stack", "ls", "--json", "--non-interactive"], {
      cwd: directory,
      env: environment,
      reject: false,
    });
    if (failed) throw new UserError(`Pulumi can not list the stacks of its backend:\n${stderr.trim()}`);
    const stacks: { name: string }[] = JSON.parse(stdout);
    return new Set(stacks.map(({ name }) => name.split("/").at(-1) ?? name));
  }
}
