/** Drives a package of the sandbox in process, as the engine would: check, then create, update or delete. */
import { CloudError } from "../../../sandbox/core/errors";
import type { PackageModel, Placement, Properties } from "../../../sandbox/core/model";
import { SandboxPackage } from "../../../sandbox/core/package";
import type { DiffResult, Existing, ProviderInstance } from "../../../sandbox/core/provider";
import { SandboxWorld } from "../../../sandbox/core/world";

export function urnOf(type: string, name: string, stack = "test"): string {
  return `urn:pulumi:${stack}::meridian::${type}::${name}`;
}

/** An object as its engine's state file has it. */
export interface Made extends Existing {
  readonly type: string;
  readonly urn: string;
  readonly inputs: Properties;
}

export interface Driver {
  readonly instance: ProviderInstance;
  /** `property: reason` of every failure of Check. */
  failures(type: string, news: Properties, name?: string): string[];
  /** Check and create. Throws a CloudError with all failures. */
  make(type: string, name: string, news: Properties): Made;
  /** Check and create at preview; unknown outputs are `UNKNOWN`. */
  preview(type: string, name: string, news: Properties): Properties;
  diff(made: Made, news: Properties): DiffResult;
  /** Check, diff and update in place; a change that would replace is an error. */
  change(made: Made, news: Properties): Made;
  destroy(made: Made): void;
  read(made: Made): Existing | undefined;
}

export function driver(
  model: PackageModel,
  at: Placement,
  world: SandboxWorld = SandboxWorld.inMemory(),
  stack = "test",
): Driver {
  const instance = new SandboxPackage(model, world).at(at);
  const checked = (type: string, urn: string, news: Properties, olds: Properties = {}): Properties => {
    const { inputs, failures } = instance.check({ type, urn, olds, news });
    if (failures.length > 0) throw CloudError.refused(failures);
    return inputs;
  };
  return {
    instance,
    failures: (type, news, name = "subject") =>
      instance
        .check({ type, urn: urnOf(type, name, stack), news })
        .failures.map(({ property, reason }) => `${property}: ${reason}`),
    make(type, name, news) {
      const urn = urnOf(type, name, stack);
      const inputs = checked(type, urn, news);
      const made = { ...instance.create({ type, urn, inputs }), type, urn, inputs };
      // The engine has it in its state now.
      instance.read(made);
      return made;
    },
    preview(type, name, news) {
      const urn = urnOf(type, name, stack);
      return instance.create({ type, urn, inputs: checked(type, urn, news), preview: true }).state;
    },
    diff({ type, urn, id, inputs }, news) {
      return instance.diff({ type, urn, id, oldInputs: inputs, news: checked(type, urn, news, inputs) });
    },
    change(made, raw) {
      const { type, urn, id, inputs, state } = made;
      const news = checked(type, urn, raw, inputs);
      const { replaces } = instance.diff({ type, urn, id, oldInputs: inputs, news });
      if (replaces.length > 0) throw new Error(`${replaces.join(", ")} would replace ${urn}`);
      return { ...made, ...instance.update({ type, urn, id, oldInputs: inputs, oldState: state, news }), inputs: news };
    },
    destroy: (made) => instance.delete(made),
    read: (made) => instance.read(made),
  };
}
