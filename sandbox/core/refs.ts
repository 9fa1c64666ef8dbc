/** The references that inputs carry, found by the fields of the model. */
import type { Field, Fields, Properties, Value } from "./model";
import { childPath, isList, isObject, isUnknown, own } from "./values";

export type RefField = Extract<Field, { kind: "ref" }>;

/** Values of a target's state that a reference may carry. */
export function referredBy({ by = "id" }: RefField): readonly string[] {
  return typeof by === "string" ? [by] : by;
}

export interface Reference {
  readonly path: string;
  readonly field: RefField;
  readonly value: string;
}

export function referencesIn(fields: Fields, inputs: Properties): Reference[] {
  const found: Reference[] = [];
  for (const [key, field] of Object.entries(fields)) collect(field, own(inputs, key), childPath("", key), found);
  return found;
}

function collect(field: Field, value: Value | undefined, path: string, found: Reference[]): void {
  if (value === undefined || value === null || isUnknown(value)) return;
  switch (field.kind) {
    case "ref":
      if (typeof value === "string") found.push({ path, field, value });
      return;
    case "list":
      if (isList(value))
        for (const [index, element] of value.entries()) collect(field.of, element, `${path}[${index}]`, found);
      return;
    case "map":
      if (isObject(value))
        for (const [key, entry] of Object.entries(value)) collect(field.of, entry, childPath(path, key), found);
      return;
    case "object":
      if (isObject(value))
        for (const [key, inner] of Object.entries(field.fields))
          collect(inner, own(value, key), childPath(path, key), found);
      return;
  }
}
