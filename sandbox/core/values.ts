/** Property values: unknowns, equality, canonical form, paths. */
import type { Properties, Value } from "./model";

/** Stands for a value that is not known yet (sdk/go/common/resource/plugin/rpc.go, `UnknownStringValue`). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The engine writes unknowns of other types with sentinels of their own; all mean the same here. */
const sentinels: ReadonlySet<string> = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isUnknown(value: unknown): boolean {
  return typeof value === "string" && value.length === 36 && sentinels.has(value);
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function containsUnknown(value: Value | undefined): boolean {
  if (isUnknown(value)) return true;
  if (isList(value)) return value.some(containsUnknown);
  if (isObject(value)) return Object.values(value).some(containsUnknown);
  return false;
}

/** Own property, so that names such as `constructor` find nothing. */
export function own<T>(record: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** An object that takes any key, `__proto__` too, as a key of its own. */
export function record<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries(entries);
}

/**
 * The part that is known: unknown entries of an object are left out, and a list with an unknown element is left out
 * whole, since its length and order mean something only when all of it is known.
 */
export function knownPart(properties: Properties): Properties {
  const known: [string, Value][] = [];
  for (const [key, value] of Object.entries(properties)) {
    const part = knownValue(value);
    if (part !== undefined) known.push([key, part]);
  }
  return record(known);
}

function knownValue(value: Value): Value | undefined {
  if (isUnknown(value)) return undefined;
  if (isList(value)) {
    const elements: Value[] = [];
    for (const element of value) {
      const part = knownValue(element);
      if (part === undefined) return undefined;
      elements.push(part);
    }
    return elements;
  }
  return isObject(value) ? knownPart(value) : value;
}

/** JSON with sorted keys and without null entries of objects: equal texts are equal values. */
export function canonical(value: Value | undefined): string {
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (isObject(value)) {
    const entries = Object.keys(value)
      .filter((key) => value[key] !== null && value[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${entries.join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/** Without entries that are null or undefined, at every depth of objects. */
export function withoutAbsent(properties: { readonly [key: string]: Value | undefined }): Properties {
  const present: [string, Value][] = [];
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    present.push([key, isObject(value) ? withoutAbsent(value) : value]);
  }
  return record(present);
}

/** `a` + `b` → `a.b`; keys that are no plain word are quoted: `a["x.y"]`. */
export function childPath(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path ? `${path}.${key}` : key;
}

/** The property at the root of a path: `a.b[0]` → a. */
export function topOf(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}

/** Keys and indices of a property path: `a.b[0]["c.d"]` → a, b, 0, "c.d". Undefined when it is none. */
export function parsePath(path: string): readonly (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  const step = /(?:^|\.)([^.[\]"]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (!match) return undefined;
    const [, word, index, quoted] = match;
    if (word !== undefined) steps.push(word);
    else if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) steps.push(String(JSON.parse(quoted)));
  }
  return steps.length > 0 ? steps : undefined;
}

export function getAt(root: Value | undefined, steps: readonly (string | number)[]): Value | undefined {
  let value = root;
  for (const step of steps) {
    if (typeof step === "number") value = isList(value) ? value[step] : undefined;
    else value = isObject(value) ? own(value, step) : undefined;
  }
  return value;
}

/** A copy of `root` with `value` at the steps (undefined removes); objects on the way are made, lists grow by one at most. */
export function setAt(
  root: Value | undefined,
  steps: readonly (string | number)[],
  value: Value | undefined,
): Value | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (typeof step === "number") {
    const list: Value[] = isList(root) ? [...root] : [];
    if (step > list.length) throw new RangeError(`index ${step} is past the end of a list of ${list.length}`);
    const element = setAt(list[step], rest, value);
    if (element === undefined) list.splice(step, 1);
    else list[step] = element;
    return list;
  }
  const entries = new Map(Object.entries(isObject(root) ? root : {}));
  const entry = setAt(entries.get(step), rest, value);
  if (entry === undefined) entries.delete(step);
  else entries.set(step, entry);
  return record(entries);
}
