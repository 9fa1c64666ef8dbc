/** Runs a program of Google Cloud against the sandbox again and again, as the engine would: create, update, replace, delete. */
import type { Properties } from "../../../../sandbox/core/model";
import type { SandboxWorld } from "../../../../sandbox/core/world";
import { gcp } from "../../../../sandbox/models/gcp";
import { runProgram } from "../../../components/run";
import { type Driver, driver, type Made } from "../../core/harness";
import { drawn, plain } from "../component";

export interface Stack {
  /** What the last run left, in the order of creation. */
  readonly made: readonly Made[];
  /** What the last run did to each name that it did not leave alone. */
  readonly steps: readonly string[];
  /** Runs the program; objects that it no longer registers are deleted. */
  up<T>(program: () => T): Promise<T>;
  /** Deletes everything, the newest first. */
  down(): void;
}

interface Kept extends Made {
  readonly by: Driver;
}

/** `places` are locations by the name of the provider that points there. */
export function stackOf(
  world: SandboxWorld,
  project: string,
  stack: string,
  places: Readonly<Record<string, string>>,
): Stack {
  const drivers = new Map(
    Object.entries(places).map(([name, region]) => [name, driver(gcp, { account: project, region }, world, stack)]),
  );
  const by = (provider: string | undefined): Driver => {
    const found = drivers.get(provider?.split("::")[3] ?? "");
    if (!found) throw new Error(`no provider ${provider}`);
    return found;
  };
  let kept = new Map<string, Kept>();
  let steps: string[] = [];

  const step = (type: string, name: string, inputs: Properties, at: Driver): Kept => {
    const key = `${type}::${name}`;
    const before = kept.get(key);
    if (!before) {
      steps.push(`create ${name}`);
      return { ...at.make(type, name, inputs), by: at };
    }
    const { replaces, changes } = at.diff(before, inputs);
    if (changes.length === 0) return before;
    steps.push(`${replaces.length > 0 ? "replace" : "update"} ${name}`);
    if (replaces.length === 0) return { ...at.change(before, inputs), by: at };
    at.destroy(before);
    return { ...at.make(type, name, inputs), by: at };
  };

  return {
    get made() {
      return [...kept.values()];
    },
    get steps() {
      return steps;
    },
    async up<T>(program: () => T): Promise<T> {
      const next = new Map<string, Kept>();
      const refused: string[] = [];
      steps = [];
      let result: T | undefined;
      await runProgram(
        {
          newResource({ type, name, inputs, provider }) {
            if (!type.startsWith("gcp:")) return { id: name, state: { ...inputs, ...drawn(type, inputs) } };
            try {
              const object = step(type, name, plain(inputs) as Properties, by(provider));
              next.set(`${type}::${name}`, object);
              return { id: object.id, state: object.state };
            } catch (error) {
              refused.push(`${type} ${name}: ${error instanceof Error ? error.message : String(error)}`);
              return { id: `${name}-refused`, state: inputs };
            }
          },
          call: ({ token, inputs, provider }) => by(provider).instance.invoke(token, inputs as Properties).answer,
        },
        stack,
        () => {
          result = program();
        },
      );
      if (refused.length > 0) throw new Error(refused.join("\n"));
      for (const [key, object] of [...kept].reverse())
        if (!next.has(key)) {
          steps.push(`delete ${key.split("::")[1]}`);
          object.by.destroy(object);
        }
      kept = next;
      return result as T;
    },
    down() {
      for (const object of [...kept.values()].reverse()) object.by.destroy(object);
      kept = new Map();
    },
  };
}
