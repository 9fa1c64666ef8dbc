/** Ways through the inputs of a resource. */
import * as pulumi from "@pulumi/pulumi";

export type Inputs = Readonly<Record<string, unknown>>;

export interface Leaf {
  /** `rules.0.prefix`. */
  readonly path: string;
  readonly value: unknown;
  /** In what Pulumi keeps encrypted. */
  readonly secret: boolean;
}

const isObject = (value: unknown): value is Inputs =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isSecret = (value: Inputs): boolean => value[pulumi.runtime.specialSigKey] === pulumi.runtime.specialSecretSig;
const join = (path: string, key: string | number): string => (path === "" ? String(key) : `${path}.${key}`);

/** All values that are neither list nor object. */
export function leaves(value: unknown, path = "", secret = false): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => leaves(entry, join(path, index), secret));
  if (!isObject(value)) return [{ path, value, secret }];
  if (isSecret(value)) return leaves(value.value, path, true);
  return Object.entries(value).flatMap(([key, entry]) => leaves(entry, join(path, key), secret));
}

/** What is at a path of which `*` is any entry of a list: one value an entry, undefined where there is none. */
export function at(value: unknown, path: string): unknown[] {
  if (path === "") return [value];
  const [head = "", ...rest] = path.split(".");
  if (head === "*") return Array.isArray(value) ? value.flatMap((entry) => at(entry, rest.join("."))) : [undefined];
  return isObject(value) ? at(value[head], rest.join(".")) : [undefined];
}

export const texts = (inputs: Inputs): string[] =>
  leaves(inputs).flatMap(({ value }) => (typeof value === "string" ? [value] : []));
