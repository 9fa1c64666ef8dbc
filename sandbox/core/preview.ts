/** Outputs as a preview can know them: the inputs, and unknown for what the cloud will say. */
import type { Fields, Properties, ResourceModel, Value } from "./model";
import { isObject, own, record, UNKNOWN } from "./values";

export function previewCreate(model: ResourceModel, inputs: Properties): Properties {
  const state = new Map(Object.entries(withComputed(model.inputs, inputs)));
  for (const name of model.outputs) if (!Object.hasOwn(inputs, name)) state.set(name, UNKNOWN);
  return record(state);
}

/** Outputs of the object as it is, where the inputs to come are not known well enough to compute new ones. */
export function previewUpdate(model: ResourceModel, oldState: Properties, news: Properties): Properties {
  const state = new Map(Object.entries(withComputed(model.inputs, news)));
  for (const name of model.outputs) if (!Object.hasOwn(news, name)) state.set(name, own(oldState, name) ?? UNKNOWN);
  for (const [name, field] of Object.entries(model.inputs)) {
    const old = own(oldState, name);
    if (field.computed && !Object.hasOwn(news, name) && old !== undefined) state.set(name, old);
  }
  return record(state);
}

function withComputed(fields: Fields, inputs: Properties): Properties {
  const result: [string, Value][] = Object.entries(inputs);
  for (const [name, field] of Object.entries(fields)) {
    const value = own(inputs, name);
    if (value === undefined) {
      if (field.computed) result.push([name, UNKNOWN]);
    } else if (field.kind === "object" && isObject(value)) {
      result.push([name, withComputed(field.fields, value)]);
    }
  }
  return record(result);
}
