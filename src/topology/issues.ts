/** What zod has against a value, said in the words of the stack files. */
import * as z from "zod";
import type { Path } from "./source";
import { didYouMean, nearest } from "./suggest";

/** A refusal of one key, relative to the value that was parsed. */
export interface Refusal {
  readonly path: Path;
  readonly value: unknown;
  readonly expected: string;
}

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a map",
  record: "a map",
  array: "a list",
  tuple: "a list",
  null: "null",
  undefined: "nothing",
};

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return unwrap(schema.unwrap());
  }
  return schema;
}

/** The schema of a key, without wrappers; undefined where the path leaves the schema. */
function schemaAt(root: z.core.$ZodType, path: Path): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = unwrap(root);
  for (const key of path) {
    if (schema instanceof z.ZodObject) schema = schema.shape[String(key)];
    else if (schema instanceof z.ZodRecord) schema = schema.valueType;
    else if (schema instanceof z.ZodArray) schema = schema.element;
    else if (schema instanceof z.ZodTuple) schema = schema.def.items[Number(key)];
    else return undefined;
    if (schema === undefined) return undefined;
    schema = unwrap(schema);
  }
  return schema;
}

function describe(root: z.core.$ZodType, path: Path): string {
  let schema: z.core.$ZodType | undefined = root;
  for (const [depth, key] of path.entries()) {
    const parent = schemaAt(root, path.slice(0, depth));
    schema = parent instanceof z.ZodObject ? parent.shape[String(key)] : schemaAt(root, path.slice(0, depth + 1));
  }
  const text = schema instanceof z.ZodType ? schema.description : undefined;
  return text === undefined ? "" : ` (${text})`;
}

function sized(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  const limit = issue.code === "too_big" ? issue.maximum : issue.minimum;
  const what = issue.origin === "string" ? " characters" : issue.origin === "array" ? " entries" : "";
  if (issue.exact) return `exactly ${limit}${what}`;
  if (issue.code === "too_big") return `${issue.inclusive === false ? "less than" : "at most"} ${limit}${what}`;
  return `${issue.inclusive === false ? "more than" : "at least"} ${limit}${what}`;
}

function expectation(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.expected === "string" && (typeof value === "number" || typeof value === "boolean"))
        return "text, in quotes";
      return typeNames[issue.expected] ?? issue.expected;
    case "invalid_value": {
      const legal = issue.values.map(String);
      return `${legal.length > 1 ? "one of " : ""}${legal.join(", ")}${didYouMean(value, legal)}`;
    }
    case "too_big":
    case "too_small":
      return sized(issue);
    case "invalid_format":
      if (!issue.message.startsWith("Invalid")) return issue.message;
      return issue.pattern === undefined ? issue.message : `text that matches ${issue.pattern}`;
    case "invalid_union": {
      const branches = issue.errors.flatMap((branch) =>
        branch.slice(0, 1).map((first) => expectation(first, undefined)),
      );
      const legal = issue.errors
        .flat()
        .flatMap((inner) => (inner.code === "invalid_value" ? inner.values.map(String) : []));
      return `${[...new Set(branches)].join(", or ")}${didYouMean(value, legal)}`;
    }
    case "invalid_key":
      return issue.issues.map((inner) => `as its name ${expectation(inner, issue.path.at(-1))}`).join("; ");
    default:
      return issue.message;
  }
}

/** The keys that a map may have, where they are known. */
function keysAt(root: z.core.$ZodType, path: Path): string[] {
  const schema = schemaAt(root, path);
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum) return schema.keyType.options.map(String);
  return [];
}

/** One refusal for each wrong key. A misspelt key is one mistake, though the right one is missing then too. */
export function refusals(schema: z.core.$ZodType, raw: unknown, issues: readonly z.core.$ZodIssue[]): Refusal[] {
  const misspelt = new Set<string>();
  const unknown = issues.flatMap((issue): Refusal[] => {
    if (issue.code !== "unrecognized_keys") return [];
    const legal = keysAt(schema, issue.path);
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const meant = nearest(key, legal);
      if (meant !== undefined) misspelt.add(JSON.stringify([...issue.path, meant]));
      const hint = meant === undefined ? `the keys here are ${legal.join(", ")}` : `did you mean "${meant}"?`;
      return { path, value: valueAt(raw, path), expected: `no such key; ${hint}` };
    });
  });
  const wrong = issues.flatMap((issue): Refusal[] => {
    if (issue.code === "unrecognized_keys") return [];
    const value = valueAt(raw, issue.path);
    if (value === undefined && misspelt.has(JSON.stringify(issue.path))) return [];
    const help = value === undefined ? describe(schema, issue.path) : "";
    return [{ path: issue.path, value, expected: `${expectation(issue, value)}${help}` }];
  });
  return [...unknown, ...wrong];
}
