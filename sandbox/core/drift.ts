/** Changes that go past Pulumi: what somebody does in a console. */

import { CloudError } from "./errors";
import type { Placement, Properties, StoredObject, Value } from "./model";
import { nearest } from "./nearest";
import type { SandboxPackage } from "./package";
import { own, parsePath, setAt } from "./values";
import { type Entry, keyOfEntry, type SandboxWorld } from "./world";

export type Packages = ReadonlyMap<string, SandboxPackage>;

/** The one object of which this is the id, the URN, or the end of the URN: name, or `TYPE::NAME`. */
export function select(entries: Iterable<Entry>, selector: string): Entry {
  const all = [...entries];
  let found = all.filter(({ object: { id, urn } }) => id === selector || urn === selector);
  if (found.length === 0)
    found = all.filter(({ object: { urn } }) => [`::${selector}`, `$${selector}`].some((end) => urn.endsWith(end)));
  const [entry, ...others] = found;
  if (!entry)
    throw new CloudError("not-found", `no object has the id, URN, name, or type and name (TYPE::NAME) ${selector}`);
  if (others.length === 0) return entry;
  const list = found.map(({ object: { id, urn } }) => `${urn} (${id})`).join("\n");
  throw new CloudError(
    "refused",
    `${selector} means ${found.length} objects; give a type and name, or one of their ids or URNs:\n${list}`,
  );
}

/** Sets the value at a property path of an object; null takes it away. */
export function setProperty(
  world: SandboxWorld,
  packages: Packages,
  request: { readonly selector: string; readonly path: string; readonly value: Value },
): StoredObject {
  const entry = select(world.all(), request.selector);
  const { object } = entry;
  const model = packageOf(packages, entry.package).resource(object.type);
  const steps = parsePath(request.path);
  if (!steps)
    throw new CloudError("refused", `${request.path} is no property path such as tags.owner or ingress[0].fromPort`);
  const top = String(steps[0]);
  const known = [...Object.keys(model.inputs), ...model.outputs];
  if (!known.includes(top)) {
    const similar = nearest(top, known);
    throw new CloudError(
      "refused",
      `${object.type} has no property ${top}${similar ? `; did you mean ${similar}?` : ""}`,
    );
  }
  const change = (properties: Properties): Properties =>
    (setAt(properties, steps, request.value ?? undefined) ?? {}) as Properties;
  const inputs = own(model.inputs, top) ? change(object.inputs) : object.inputs;
  const changed = { ...object, inputs, state: change(object.state) };
  world.put({ ...entry, object: changed });
  return changed;
}

/** Takes an object away, whoever uses it. */
export function removeObject(world: SandboxWorld, selector: string): StoredObject {
  const entry = select(world.all(), selector);
  world.remove(keyOfEntry(entry));
  return entry.object;
}

/** Makes an object that no stack knows of. */
export function createObject(
  packages: Packages,
  request: { readonly type: string; readonly name: string; readonly inputs: Properties; readonly placement: Placement },
): StoredObject {
  const { type, name, placement } = request;
  const pkg = packageOf(packages, type.split(":", 1)[0] ?? "");
  const provider = pkg.at(placement);
  const urn = `urn:pulumi:out-of-band::sandbox::${type}::${name}`;
  const { inputs, failures } = provider.check({ type, urn, news: request.inputs });
  if (failures.length > 0) throw CloudError.refused(failures);
  const { id, state } = provider.create({ type, urn, inputs });
  provider.delivered({ type, id, inputs });
  provider.ended();
  const made = pkg.world.ofUrn(urn).find(({ object }) => object.id === id);
  return made?.object ?? { type, id, urn, placement, inputs, state };
}

function packageOf(packages: Packages, name: string): SandboxPackage {
  const pkg = packages.get(name);
  if (pkg) return pkg;
  throw new CloudError("refused", `the sandbox has no package ${name}; it has ${[...packages.keys()].join(", ")}`);
}
