/**
 * Reading properties that may be unknown. During preview the policy SDK hands out a proxy that throws when an unknown
 * value is touched, and turns what escapes a rule into mere advice; so it is caught here, at every single step.
 */
import { UnknownValueError } from "@pulumi/policy";

export type Value = { readonly known: true; readonly value: unknown } | { readonly known: false };

function child(of: object, key: string): Value | undefined {
  try {
    const value: unknown = Reflect.get(of, key);
    return value === undefined || value === null ? undefined : { known: true, value };
  } catch (error) {
    if (error instanceof UnknownValueError) return { known: false };
    throw error;
  }
}

function below(value: Value, step: string): Value[] {
  if (!value.known) return [value];
  if (typeof value.value !== "object" || value.value === null) return [];
  const of = value.value;
  return (step === "*" ? Object.keys(of) : [step]).flatMap((key) => child(of, key) ?? []);
}

/** What stands at `settings.userLabels` or, for every element, at `replicas.*.location`. Empty where nothing is given. */
export function find(properties: object, path: string): Value[] {
  return path
    .split(".")
    .reduce(
      (level: Value[], step) => level.flatMap((value) => below(value, step)),
      [{ known: true, value: properties }],
    );
}

/** The one string at a path; `undefined` where nothing is given, `known: false` where it is unknown or no string. */
export function text(properties: object, path: string): { known: true; value: string } | { known: false } | undefined {
  const [first] = find(properties, path);
  if (first === undefined) return undefined;
  return first.known && typeof first.value === "string" ? { known: true, value: first.value } : { known: false };
}

export interface Text {
  /** `egress.0.cidrBlocks.1` */
  readonly path: string;
  readonly value: string;
}

/** Every string that is known, keys of maps included. What is unknown at preview comes by again during the update. */
export function texts(properties: object): Text[] {
  const found: Text[] = [];
  const visit = (of: object, prefix: string) => {
    const inArray = Array.isArray(of);
    for (const key of Object.keys(of)) {
      const path = prefix === "" ? key : `${prefix}.${key}`;
      if (!inArray) found.push({ path, value: key });
      const value = child(of, key);
      if (!value?.known) continue;
      if (typeof value.value === "string") found.push({ path, value: value.value });
      else if (typeof value.value === "object" && value.value !== null) visit(value.value, path);
    }
  };
  visit(properties, "");
  return found;
}
