/**
 * Fields of Kubernetes' kinds, from what an API server says of itself. `schemas.json` is made and held to a real server by
 * `make kubernetes` (test/kubernetes): core kinds are Kubernetes' own, the others those of the pinned charts.
 */
import { any, boolean, type Field, type Fields, integer, list, map, number, object, string } from "../../core/model";
import { quantity } from "./quantity";
import data from "./schemas.json";

/** A number points into `Schemas.shapes`. */
export type Shape =
  | "any"
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | "quantity"
  | "intOrString"
  | number
  | { readonly oneOf: readonly string[] }
  | { readonly text: { readonly pattern?: string; readonly minLength?: number; readonly maxLength?: number } }
  | { readonly integer: { readonly minimum?: number; readonly maximum?: number } }
  | { readonly number: { readonly minimum?: number; readonly maximum?: number } }
  | { readonly list: Shape; readonly minItems?: number; readonly maxItems?: number }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>>; readonly required?: readonly string[] };

export interface Schemas {
  /** Top-level keys by kind (`apps/v1:Deployment`), without those that every object has. */
  readonly kinds: Readonly<Record<string, Readonly<Record<string, Shape>>>>;
  readonly shapes: readonly Shape[];
}

const schemas = data as unknown as Schemas;
const made = new Map<number, Field>();

const quantityField = any({ test: (value) => quantity.test(String(value)), hint: "a quantity: 500m, 1Gi" });
const intOrString = any({
  test: (value) => typeof value === "string" || Number.isInteger(value),
  hint: "a whole number or a text",
});

/** The top-level keys of a kind, but `apiVersion`, `kind` and `metadata`. */
export function fieldsOf(token: string): Fields {
  const shapes = schemas.kinds[token];
  if (!shapes) throw new Error(`schemas.json has no ${token}`);
  return Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, fieldOf(shape)]));
}

function fieldOf(shape: Shape): Field {
  if (typeof shape === "number") {
    const known = made.get(shape);
    if (known) return known;
    const field = fieldOf(schemas.shapes[shape] ?? "any");
    made.set(shape, field);
    return field;
  }
  if (typeof shape === "string") return simple[shape];
  if ("oneOf" in shape) return string({ oneOf: shape.oneOf });
  if ("text" in shape) {
    const { pattern, ...rest } = shape.text;
    return string({ ...rest, ...(pattern !== undefined && { pattern: new RegExp(pattern) }) });
  }
  if ("integer" in shape) return integer(bounds(shape.integer));
  if ("number" in shape) return number(bounds(shape.number));
  if ("list" in shape) {
    const { list: of, ...rest } = shape;
    return list(fieldOf(of), rest);
  }
  if ("map" in shape) return map(fieldOf(shape.map));
  return fieldsObject(shape.fields, new Set(shape.required));
}

const simple: Readonly<Record<Extract<Shape, string>, Field>> = {
  any: any(),
  string: string(),
  integer: integer(),
  number: number(),
  boolean: boolean(),
  quantity: quantityField,
  intOrString,
};

const bounds = ({ minimum, maximum }: { readonly minimum?: number; readonly maximum?: number }) => ({
  ...(minimum !== undefined && { min: minimum }),
  ...(maximum !== undefined && { max: maximum }),
});

function fieldsObject(fields: Readonly<Record<string, Shape>>, required: ReadonlySet<string>): Field {
  return object(
    Object.fromEntries(
      Object.entries(fields).map(([key, shape]) => {
        const field = fieldOf(shape);
        return [key, required.has(key) ? { ...field, required: true as const } : field];
      }),
    ),
  );
}
