/** The state of an object: its inputs, what its model computes, and what the cloud filled in before. */
import type { Properties, ResourceModel, Value } from "./model";
import { attempt, bug } from "./model-call";
import type { Site, Wanted } from "./site";
import { own, record, withoutAbsent } from "./values";
import type { Entry } from "./world";

export interface Computed {
  readonly state: Properties;
  readonly addresses: readonly string[];
}

/** The id of an object that is not there yet. */
export function drawId(site: Site, wanted: Wanted): string {
  return wanted.model.id({ ...site.context(wanted), ...site.identity(wanted.urn, "id") });
}

/** State of an object that is not there yet. */
export function stateOfNew(site: Site, wanted: Wanted, id: string): Computed {
  return compute(site, wanted, id);
}

/** State of an object under other inputs; where they leave a value to the cloud, it keeps the one it gave. */
export function stateOfChanged(site: Site, wanted: Wanted, entry: Entry): Computed {
  const { state, addresses } = compute(site, wanted, entry.object.id, entry);
  const filledIn = computedInputs(wanted.model, entry.object.state);
  const kept = filledIn.filter(([name]) => own(wanted.inputs, name) === undefined);
  return { state: { ...state, ...record(kept) }, addresses };
}

function compute(site: Site, wanted: Wanted, id: string, entry?: Entry): Computed {
  const { model, urn, inputs } = wanted;
  const drawn = site.identity(urn, "compute", entry);
  const context = { ...site.context(wanted), ...drawn, id };
  const computed = withoutAbsent(attempt(model.type, urn, () => model.compute(context)));
  for (const name of Object.keys(computed)) {
    if (model.outputs.includes(name) || own(model.inputs, name)) continue;
    throw bug(model.type, urn, new Error(`it computes ${name}, which is not among its outputs`));
  }
  const given = computedInputs(model, inputs);
  return { state: { ...inputs, ...computed, ...record(given) }, addresses: drawn.addresses };
}

/** Of the inputs that a cloud fills in when they are absent, those that are there. */
function computedInputs(model: ResourceModel, properties: Properties): (readonly [string, Value])[] {
  return Object.entries(model.inputs).flatMap(([name, field]) => {
    const value = own(properties, name);
    return field.computed && value !== undefined ? [[name, value] as const] : [];
  });
}
