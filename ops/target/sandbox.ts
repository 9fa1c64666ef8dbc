/** The sandbox: file backends, generated passphrases and the sandbox's providers, all below `.meridian/sandbox/<layout>`. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { debugProviders, type RunChecks } from "../../sandbox/client";
import type { Topology } from "../../src/topology/schema";
import { UserError } from "../errors";
import type { Vault } from "../mesh/vault";
import { workDirectory } from "../paths";
import { Checkpoint } from "./checkpoint";
import { type RunningSandbox, startSandbox } from "./daemon";
import { alone } from "./lock";
import { PassphraseVault } from "./passphrase";
import { pluginHome } from "./plugin-home";
import { recover } from "./recovery";
import { syncProject } from "./sandbox-project";
import { type Place, stacksOf, type Target, worldOf } from "./target";

export const project = "meridian";

export function sandboxDirectory(layout: string): string {
  return path.join(workDirectory, "sandbox", layout);
}

/** Where the sandbox's process keeps the objects of its clouds. */
export function cloudDirectory(layout: string): string {
  return path.join(sandboxDirectory(layout), "cloud");
}

export class SandboxTarget implements Target {
  readonly kind = "sandbox";
  private readonly directory: string;
  private running: RunningSandbox | undefined;

  constructor(
    private readonly topology: Topology,
    private readonly source: string,
    private readonly layout: string,
    private readonly command: string,
  ) {
    this.directory = sandboxDirectory(layout);
  }

  async prepare(): Promise<void> {
    await this.changing(async () => {
      for (const stack of stacksOf(this.topology)) this.prepareWorld(worldOf(this.topology, stack));
      const { shared, regions } = this.topology;
      await syncProject(this.source, path.join(this.directory, "project"), {
        regions: new Set(regions.filter(({ isolated }) => !isolated).map(({ name }) => name)),
        gatewaysPerRegion: shared.mesh.gatewaysPerRegion,
        vault: this.vault,
      });
    });
    this.running = await startSandbox(cloudDirectory(this.layout));
  }

  async begin(stacks: readonly string[]): Promise<() => Promise<RunChecks>> {
    const { client } = this.sandbox;
    await client.call("beginRun", { home: pluginHome(), stacks });
    // Of a sandbox that is gone by then the stacks' own errors tell.
    return () => client.call("checks", { stacks }).catch(() => ({ stacks: {}, plugins: [] }));
  }

  /** The sandbox's process, for those who look into its clouds. */
  get sandbox(): RunningSandbox {
    if (!this.running) throw new Error("prepare() comes first");
    return this.running;
  }

  /** Every stack of the mesh is in the shared world. */
  readonly vault: Vault = new PassphraseVault(() =>
    readFileSync(path.join(this.worldDirectory("shared"), "passphrase"), "utf8"),
  );

  changing<T>(work: () => Promise<T>): Promise<T> {
    return alone(this.directory, "project", work);
  }

  place(stack: string): Place {
    const world = this.worldDirectory(worldOf(this.topology, stack));
    return {
      directory: path.join(this.directory, "project"),
      environment: {
        PULUMI_BACKEND_URL: `file://${path.join(world, "state")}`,
        // Not by file: a passphrase in the user's own environment would win over one.
        PULUMI_CONFIG_PASSPHRASE: readFileSync(path.join(world, "passphrase"), "utf8"),
        PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
        PULUMI_DEBUG_PROVIDERS: debugProviders(this.sandbox.daemon),
        // The sandbox's stacks come and go.
        MERIDIAN_PROTECTION: process.env.MERIDIAN_PROTECTION ?? "off",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
        // The state is written once, at the end: docs/decisions/0014.
        PULUMI_EXPERIMENTAL: "true",
        PULUMI_SKIP_CHECKPOINTS: "true",
        PATH: `${path.dirname(this.command)}${path.delimiter}${process.env.PATH ?? ""}`,
      },
    };
  }

  async ready(stack: string): Promise<readonly string[]> {
    const place = this.place(stack);
    const checkpoint = this.checkpoint(stack);
    if (checkpoint.exists()) return recover(stack, this.command, place, checkpoint, this.sandbox.client);
    const made = await execa(this.command, ["stack", "init", stack, "--no-select", "--non-interactive"], {
      cwd: place.directory,
      env: place.environment,
      reject: false,
      all: true,
    });
    if (made.failed) throw new UserError(`Pulumi can not make the stack ${stack}:\n${made.all}`);
    return [];
  }

  checkpoint(stack: string): Checkpoint {
    return new Checkpoint(path.join(this.worldDirectory(worldOf(this.topology, stack)), "state"), project, stack);
  }

  private worldDirectory(world: string): string {
    return path.join(this.directory, "worlds", world);
  }

  private prepareWorld(world: string): void {
    const directory = this.worldDirectory(world);
    mkdirSync(path.join(directory, "state"), { recursive: true });
    const passphrase = path.join(directory, "passphrase");
    if (!existsSync(passphrase)) writeFileSync(passphrase, randomBytes(24).toString("base64url"), { mode: 0o600 });
  }
}
