/** One package of the sandbox over a world: what a provider plugin is before it is told where it points. */
import { checkFields } from "./check";
import { type Change, diffFields } from "./diff";
import { CloudError } from "./errors";
import type { Field, InvokeModel, PackageModel, Placement, Properties, Refusal, ResourceModel, Value } from "./model";
import { nearest } from "./nearest";
import { ProviderInstance } from "./provider";
import { knownPart, own, record, withoutAbsent } from "./values";
import type { SandboxWorld } from "./world";

/** Keys the engine itself puts among a provider's inputs. */
const engineKeys: ReadonlySet<string> = new Set(["version", "pluginDownloadURL", "__internal", "__defaults"]);

export interface ConfigDiff {
  readonly changes: readonly Change[];
  /** Inputs that move the provider elsewhere, so that everything made by it has to be made anew. */
  readonly replaces: readonly string[];
}

export class SandboxPackage {
  private readonly resources: ReadonlyMap<string, ResourceModel>;
  private readonly invokes: ReadonlyMap<string, InvokeModel>;

  constructor(
    readonly model: PackageModel,
    readonly world: SandboxWorld,
  ) {
    this.resources = new Map(model.resources.map((resource) => [resource.type, resource]));
    this.invokes = new Map(model.invokes.map((invoke) => [invoke.token, invoke]));
    if (this.resources.size !== model.resources.length || this.invokes.size !== model.invokes.length)
      throw new Error(`package ${model.name} describes a type or a function twice`);
  }

  get name(): string {
    return this.model.name;
  }

  resource(type: string): ResourceModel {
    const model = this.resources.get(type);
    if (model) return model;
    throw new CloudError("no-model", this.withoutModel(type, this.resources.keys()));
  }

  invokeModel(token: string): InvokeModel {
    const model = this.invokes.get(token);
    if (model) return model;
    throw new CloudError("no-model", this.withoutModel(token, this.invokes.keys()));
  }

  private withoutModel(token: string, known: Iterable<string>): string {
    const similar = nearest(token, known);
    return `the sandbox has no model of ${token}${similar ? `; the nearest is ${similar}` : ""} (models are in sandbox/models/${this.name})`;
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
    const name = /^[^.[]+/.exec(path)?.[0] ?? path;
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
    return new ProviderInstance(this, this.placement(config), config);
  }

  /** A provider that points somewhere, whatever its inputs would be. */
  at(placement: Placement): ProviderInstance {
    return new ProviderInstance(this, placement, {});
  }

  private checkedConfig(news: Properties): { readonly inputs: Properties; readonly failures: readonly Refusal[] } {
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
