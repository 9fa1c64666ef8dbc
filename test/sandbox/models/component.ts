/** Runs components against the sandbox's models: what a component registers is checked and created, invokes are answered. */
import * as pulumi from "@pulumi/pulumi";
import type { PackageModel, Placement, Properties } from "../../../sandbox/core/model";
import { UNKNOWN } from "../../../sandbox/core/values";
import { SandboxWorld } from "../../../sandbox/core/world";
import { runProgram } from "../../components/run";
import { type Driver, driver, type Made } from "../core/harness";

/**
 * What Check says to objects of which some inputs are not known yet: each input alone, and all of them. Absent and unknown
 * are two things, so nothing at all is the answer to inputs that are taken once they are known.
 */
export function refusedUnknown(cloud: Driver, made: readonly Made[]): string[] {
  return made.flatMap(({ type, urn, inputs }) => {
    const fields = Object.keys(inputs);
    return [fields, ...fields.map((field) => [field])].flatMap((hidden) => {
      const news = { ...inputs, ...Object.fromEntries(hidden.map((field) => [field, UNKNOWN])) };
      const { failures } = cloud.instance.check({ type, urn, news });
      return failures.map(({ property, reason }) => `${urn} without ${hidden.join(", ")}: ${property} ${reason}`);
    });
  });
}

/** What `random` draws: as long as it is to be, of the characters that it may have. */
export function drawn(type: string, inputs: Record<string, unknown>): Record<string, unknown> {
  if (!type.startsWith("random:")) return {};
  const characters = inputs.special === false ? "a1b2c" : "a1B2-";
  return { result: characters.repeat(Number(inputs.length)).slice(0, Number(inputs.length)) };
}

/** Values as the sandbox's server gets them: secrets without their mark. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const { runtime } = pulumi;
  const entries = Object.entries(value);
  if (entries.some(([key, mark]) => key === runtime.specialSigKey && mark === runtime.specialSecretSig))
    return plain((value as { value: unknown }).value);
  return Object.fromEntries(entries.map(([key, entry]) => [key, plain(entry)]));
}

/**
 * Everything that `build` registers of the package, in the order of creation. Throws all that the models refuse.
 * @param elsewhere Where providers point that don't point to `at`, by their names.
 */
export async function inSandbox(
  model: PackageModel,
  at: Placement,
  build: () => unknown,
  elsewhere: Readonly<Record<string, Placement>> = {},
  world: SandboxWorld = SandboxWorld.inMemory(),
) {
  const cloud = driver(model, at, world);
  const abroad = new Map(Object.entries(elsewhere).map(([name, place]) => [name, driver(model, place, world)]));
  const driverOf = (provider = "") => abroad.get(provider.split("::")[3] ?? "") ?? cloud;
  const made: Made[] = [];
  const refused: string[] = [];
  await runProgram(
    {
      newResource({ type, name, inputs, provider }) {
        if (!type.startsWith(`${model.name}:`)) return { id: name, state: { ...inputs, ...drawn(type, inputs) } };
        try {
          const object = driverOf(provider).make(type, name, plain(inputs) as Properties);
          made.push(object);
          return { id: object.id, state: object.state };
        } catch (error) {
          refused.push(`${type} ${name}: ${error instanceof Error ? error.message : String(error)}`);
          return { id: `${name}-refused`, state: inputs };
        }
      },
      call({ token, inputs, provider }) {
        const { answer, failures } = driverOf(provider).instance.invoke(token, inputs as Properties);
        if (failures.length > 0) refused.push(`${token}: ${JSON.stringify(failures)}`);
        return answer;
      },
    },
    "test",
    build,
  );
  if (refused.length > 0) throw new Error(refused.join("\n"));
  return { cloud, made, driverOf: (name: string) => abroad.get(name) ?? cloud };
}
