/** One package of the sandbox over a world: what a provider plugin is before it is told where it points. */
import { Catalog } from "./catalog";
import { type Checked, checkFields } from "./check";
import { type Change, diffFields } from "./diff";
import { CloudError } from "./errors";
import type { Field, PackageModel, Placement, Properties, Refusal, ResourceModel, Value } from "./model";
import { ProviderInstance } from "./provider";
import { Site } from "./site";
import { knownPart, own, record, topOf, withoutAbsent } from "./values";
import type { SandboxWorld } from "./world";

/** Keys the engine itself puts among a provider's inputs. */
const engineKeys: ReadonlySet<string> = new Set(["version", "pluginDownloadURL", "__internal", "__defaults"]);

export interface ConfigDiff {
  readonly changes: readonly Change[];
  /** Inputs that move the provider elsewhere, so that everything made by it has to be made anew. */
  readonly replaces: readonly string[];
}

export class SandboxPackage {
  private readonly catalog: Catalog;

  constructor(
    readonly model: PackageModel,
    readonly world: SandboxWorld,
  ) {
    this.catalog = new Catalog(model);
  }

  get name(): string {
    return this.model.name;
  }

  resource(type: string): ResourceModel {
    return this.catalog.resource(type);
  }

  /** Failures of a provider's inputs. Values that are no strings may come as JSON text, as SDKs send them. */
  checkConfig(news: Properties): readonly Refusal[] {
    const { inputs, failures } = this.checkedConfig(news);
    const refusals = this.model.provider.check?.(knownPart(inputs)) ?? [];
    return [...failures, ...refusals];
  }

  diffConfig(olds: Properties, news: Properties): ConfigDiff {
    const [before, after] = [this.checkedConfig(olds).inputs, this.checkedConfig(news).inputs];
    const changes = diffFields(this.model.provider.inputs, before, after);
    if (changes.length === 0) return { changes, replaces: [] };
    const moved = changes.filter((change) => change.replaces || this.moves(before, after, change.path));
    return { changes, replaces: [...new Set(moved.map(({ path }) => path))] };
  }

  /** Whether the new value of this one input changes where the provider points. */
  private moves(before: Properties, after: Properties, path: string): boolean {
    const name = topOf(path);
    const changed = withoutAbsent({ ...before, [name]: own(after, name) });
    const [from, to] = [this.placement(before), this.placement(changed)];
    return from.account !== to.account || from.region !== to.region;
  }

  private placement(config: Properties): Placement {
    return this.model.provider.placement(knownPart(config));
  }

  /** A provider with these inputs (`region`, `project`, …). Throws what is wrong with them. */
  configure(news: Properties): ProviderInstance {
    const failures = this.checkConfig(news);
    if (failures.length > 0) throw CloudError.refused(failures);
    const config = this.checkedConfig(news).inputs;
    return this.provider(this.placement(config), config);
  }

  /** A provider that points somewhere, whatever its inputs would be. */
  at(placement: Placement): ProviderInstance {
    return this.provider(placement, {});
  }

  private provider(placement: Placement, config: Properties): ProviderInstance {
    return new ProviderInstance(new Site(this.catalog, this.world, placement, config));
  }

  private checkedConfig(news: Properties): Checked {
    const fields = this.model.provider.inputs;
    const given = Object.entries(news).filter(([key]) => !engineKeys.has(key));
    const decoded = record(given.map(([key, value]): [string, Value] => [key, decode(own(fields, key), value)]));
    return checkFields(fields, decoded, { placement: { account: "", region: "" }, resourceName: "" });
  }
}

function decode(field: Field | undefined, value: Value): Value {
  if (field === undefined || typeof value !== "string") return value;
  if (!["integer", "number", "boolean", "list", "map", "object"].includes(field.kind)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
