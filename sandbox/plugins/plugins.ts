/** The provider plugins of all packages, and who judged which Check. */
import type proto from "@pulumi/pulumi/proto/provider_pb";
import type { PackageModel } from "../core/model";
import { nameIn } from "../core/urn";
import { findPlugin, type Whereabouts } from "./find";
import { PluginHost } from "./host";
import { Plugin, type PluginTimes, usualTimes } from "./plugin";
import type { Verdict } from "./verdict";

/** Why a package's plugin is not asked although it could be installed. */
const notAsked: { readonly [packageName: string]: string } = {
  kubernetes:
    "its Check asks the cluster's API server for the schema of every object, and without Configure has no client to ask it with",
};

export interface PluginStatus {
  readonly package: string;
  /** The version that is asked: the SDK's. */
  readonly version: string;
  /** Where it is, or would be. */
  readonly path: string;
  /** `idle`: installed, and started with the next Check. `out`: left alone until the next run. */
  readonly state: "not-asked" | "not-installed" | "idle" | "running" | "out";
  /** What went wrong in this run, first to last; of one that is not asked, why. */
  readonly reports: readonly string[];
  /** Installed too, and not asked. */
  readonly otherVersions: readonly string[];
}

/** Checks of a package by who judged: plugin and model, or the model alone. */
export interface Judged {
  readonly pluginAndModel: number;
  readonly modelOnly: number;
}

export interface StackChecks {
  readonly packages: { readonly [packageName: string]: Judged };
  /** What plugins warned of, with the name of the resource. */
  readonly warnings: readonly string[];
}

const nowhere: Whereabouts = { path: "", installed: false, otherVersions: [] };

interface Slot {
  readonly model: Pick<PackageModel, "name" | "version">;
  where: Whereabouts;
  plugin: Plugin | undefined;
}

interface Tally {
  readonly packages: Map<string, { pluginAndModel: number; modelOnly: number }>;
  readonly warnings: Set<string>;
}

export class Plugins {
  private readonly slots: ReadonlyMap<string, Slot>;
  private readonly tallies = new Map<string, Tally>();
  private readonly host = new PluginHost((urn, message) => this.tally(urn).warnings.add(`${nameIn(urn)}: ${message}`));

  /** `home` is the Pulumi home; without one nothing is looked for and no plugin is asked. */
  constructor(
    models: readonly Pick<PackageModel, "name" | "version">[],
    home: string,
    private readonly times: PluginTimes = usualTimes,
  ) {
    this.slots = new Map(models.map((model) => [model.name, { model, where: nowhere, plugin: undefined }]));
    this.look(home);
  }

  /** The verdict of the package's plugin, where it has one that judges; the Check is counted either way. */
  async check(packageName: string, request: proto.CheckRequest): Promise<Verdict | undefined> {
    const slot = this.slots.get(packageName);
    const failures = await slot?.plugin?.check(request);
    const judged = this.judged(request.getUrn(), packageName);
    if (!slot || !failures) {
      judged.modelOnly++;
      return undefined;
    }
    judged.pluginAndModel++;
    return { by: `${packageName} plugin ${slot.model.version}`, failures };
  }

  /** A run over the stacks begins: looks once at what is installed, and gives each plugin another chance. */
  begin(stacks: readonly string[], home: string): void {
    this.look(home);
    for (const { plugin } of this.slots.values()) plugin?.begin();
    for (const stack of stacks) this.tallies.delete(stack);
  }

  /** Who judged since the run over the stack began. */
  checks(stack: string): StackChecks {
    const { packages, warnings } = this.tallies.get(stack) ?? { packages: new Map(), warnings: new Set() };
    return { packages: Object.fromEntries(packages), warnings: [...warnings] };
  }

  status(): readonly PluginStatus[] {
    return [...this.slots.values()].map(({ model, where, plugin }) => {
      const reason = notAsked[model.name];
      return {
        package: model.name,
        version: model.version,
        path: where.path,
        state: reason === undefined ? stateOf(plugin) : "not-asked",
        reports: reason === undefined ? (plugin?.reports ?? []) : [reason],
        otherVersions: where.otherVersions,
      };
    });
  }

  /** Tries every plugin that is installed. */
  async inspect(home: string): Promise<readonly PluginStatus[]> {
    this.look(home);
    const plugins = [...this.slots.values()].flatMap(({ plugin }) => plugin ?? []);
    for (const plugin of plugins) if (plugin.isOut) plugin.begin();
    await Promise.all(plugins.map((plugin) => plugin.start()));
    return this.status();
  }

  close(): void {
    for (const { plugin } of this.slots.values()) plugin?.close();
    this.host.close();
  }

  private look(home: string): void {
    for (const slot of this.slots.values()) {
      const { name, version } = slot.model;
      const before = slot.where;
      slot.where = home === "" ? nowhere : findPlugin(home, name, version);
      const wanted = slot.where.installed && notAsked[name] === undefined;
      if (slot.plugin && (!wanted || slot.where.path !== before.path)) {
        slot.plugin.close();
        slot.plugin = undefined;
      }
      if (wanted) slot.plugin ??= new Plugin(version, slot.where.path, () => this.host.address(), this.times);
    }
  }

  private tally(urn: string): Tally {
    const stack = urn.split(":")[2] ?? "";
    let tally = this.tallies.get(stack);
    if (!tally) {
      tally = { packages: new Map(), warnings: new Set() };
      this.tallies.set(stack, tally);
    }
    return tally;
  }

  private judged(urn: string, packageName: string): { pluginAndModel: number; modelOnly: number } {
    const { packages } = this.tally(urn);
    let judged = packages.get(packageName);
    if (!judged) {
      judged = { pluginAndModel: 0, modelOnly: 0 };
      packages.set(packageName, judged);
    }
    return judged;
  }
}

function stateOf(plugin: Plugin | undefined): PluginStatus["state"] {
  if (!plugin) return "not-installed";
  if (plugin.isOut) return "out";
  return plugin.isRunning ? "running" : "idle";
}
