/** Inputs against the fields of a model: every failure at once, defaults filled in, unknown values let through. */
import { Netmask } from "netmask";
import type { Field, Fields, Placement, Properties, Refusal, Value } from "./model";
import { nearest } from "./nearest";
import { referredBy } from "./refs";
import { childPath, containsUnknown, isList, isObject, isUnknown, own, record, UNKNOWN, withoutAbsent } from "./values";

export interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly Refusal[];
}

/** What functions of defaults are told. */
export interface DefaultsContext {
  readonly placement: Placement;
  readonly resourceName: string;
}

export function checkFields(fields: Fields, news: Properties, context: DefaultsContext): Checked {
  const failures: Refusal[] = [];
  const checker = new Checker(failures, news, context);
  const inputs = checker.object(fields, news, "");
  return { inputs, failures };
}

class Checker {
  private present: Properties | undefined;

  constructor(
    private readonly failures: Refusal[],
    private readonly news: Properties,
    private readonly context: DefaultsContext,
  ) {}

  private get root(): Properties {
    this.present ??= withoutAbsent(this.news);
    return this.present;
  }

  private fail(property: string, reason: string): void {
    this.failures.push({ property, reason });
  }

  object(fields: Fields, value: Properties, path: string): Properties {
    const present = withoutAbsentShallow(value);
    const result: [string, Value][] = [];
    for (const key of Object.keys(present)) {
      if (Object.hasOwn(fields, key)) continue;
      const similar = nearest(key, Object.keys(fields));
      this.fail(childPath(path, key), `no such argument${similar ? `; did you mean ${similar}?` : ""}`);
    }
    for (const [key, field] of Object.entries(fields)) {
      const at = childPath(path, key);
      const given = own(present, key) ?? this.defaultOf(field, result, path);
      if (given === undefined) {
        if (field.required) this.fail(at, "missing, and it is required");
        continue;
      }
      if (Object.hasOwn(present, key)) {
        for (const other of field.conflictsWith ?? []) {
          if (Object.hasOwn(present, other)) this.fail(at, `can not be given together with ${childPath(path, other)}`);
        }
      }
      result.push([key, this.value(field, given, at)]);
    }
    return record(result);
  }

  /** At the top a default sees the inputs with the defaults so far; inside an object, the resource's inputs as given. */
  private defaultOf(field: Field, sofar: readonly [string, Value][], path: string): Value | undefined {
    if (field.default === undefined) return undefined;
    if (typeof field.default !== "function") return field.default;
    const inputs = path === "" ? { ...this.root, ...record(sofar) } : this.root;
    const known = record(Object.entries(inputs).filter(([, value]) => !isUnknown(value)));
    return field.default(known, this.context.placement, this.context.resourceName) ?? undefined;
  }

  private value(field: Field, value: Value, path: string): Value {
    if (isUnknown(value)) return UNKNOWN;
    switch (field.kind) {
      case "object":
        if (!isObject(value)) return this.wrong(path, "an object", value);
        return this.object(field.fields, value, path);
      case "list":
        return this.list(field, value, path);
      case "map":
        return this.map(field, value, path);
      case "json":
        return this.json(value, path);
      case "any":
        if (field.test && !field.test(value)) this.wrong(path, field.hint ?? "another value", value);
        return value;
      default:
        this.scalar(field, value, path);
        return value;
    }
  }

  private list(field: Extract<Field, { kind: "list" }>, value: Value, path: string): Value {
    if (!isList(value)) return this.wrong(path, "a list", value);
    const { minItems, maxItems } = field;
    if (minItems !== undefined && value.length < minItems)
      this.fail(path, `has ${value.length} items, at least ${minItems} are needed`);
    if (maxItems !== undefined && value.length > maxItems)
      this.fail(path, `has ${value.length} items, at most ${maxItems} are allowed`);
    return value.map((element, index) => this.value(field.of, element, `${path}[${index}]`));
  }

  private map(field: Extract<Field, { kind: "map" }>, value: Value, path: string): Value {
    if (!isObject(value)) return this.wrong(path, "a map", value);
    const entries = Object.entries(withoutAbsentShallow(value));
    if (field.maxEntries !== undefined && entries.length > field.maxEntries)
      this.fail(path, `has ${entries.length} entries, at most ${field.maxEntries} are allowed`);
    return record(
      entries.map(([key, entry]): [string, Value] => {
        const at = childPath(path, key);
        if (field.keyPattern && !matches(field.keyPattern, key))
          this.fail(at, `key ${JSON.stringify(key)} does not match ${field.keyPattern}`);
        return [key, this.value(field.of, entry, at)];
      }),
    );
  }

  /** SDKs allow the document as an object too; the cloud gets text. */
  private json(value: Value, path: string): Value {
    if (isObject(value) || isList(value)) return containsUnknown(value) ? UNKNOWN : JSON.stringify(value);
    if (typeof value !== "string") return this.wrong(path, "a JSON document", value);
    try {
      JSON.parse(value);
    } catch (error) {
      this.fail(path, `is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
    return value;
  }

  private scalar(
    field: Extract<Field, { kind: "string" | "integer" | "number" | "boolean" | "cidr" | "ref" }>,
    value: Value,
    path: string,
  ): void {
    switch (field.kind) {
      case "boolean":
        if (typeof value !== "boolean") this.wrong(path, "a boolean", value);
        return;
      case "integer":
      case "number":
        this.number(field, value, path);
        return;
      case "string":
        if (typeof value !== "string") this.wrong(path, "a string", value);
        else this.string(field, value, path);
        return;
      case "cidr":
        if (typeof value !== "string") this.wrong(path, "an IPv4 block", value);
        else this.cidr(field, value, path);
        return;
      case "ref":
        if (typeof value !== "string")
          this.wrong(path, `the ${referredBy(field).join(" or ")} of a ${field.to.join(" or ")}`, value);
        else if (value === "") this.fail(path, `is empty; it names a ${field.to.join(" or ")}`);
        return;
    }
  }

  private number(field: Extract<Field, { kind: "integer" | "number" }>, value: Value, path: string): void {
    if (typeof value !== "number" || (field.kind === "integer" && !Number.isInteger(value))) {
      this.wrong(path, field.kind === "integer" ? "an integer" : "a number", value);
      return;
    }
    if (field.min !== undefined && value < field.min) this.fail(path, `is ${value}, the least is ${field.min}`);
    if (field.max !== undefined && value > field.max) this.fail(path, `is ${value}, the most is ${field.max}`);
    if (field.oneOf && !field.oneOf.includes(value))
      this.fail(path, `is ${value}, expected one of ${field.oneOf.join(", ")}`);
  }

  private string(field: Extract<Field, { kind: "string" }>, value: string, path: string): void {
    const hint = field.hint ? ` (${field.hint})` : "";
    const quoted = JSON.stringify(value);
    if (field.oneOf && !field.oneOf.includes(value))
      this.fail(path, `${quoted} is not one of ${field.oneOf.join(", ")}${hint}`);
    if (field.minLength !== undefined && value.length < field.minLength)
      this.fail(path, `${quoted} has ${value.length} characters, at least ${field.minLength} are needed${hint}`);
    if (field.maxLength !== undefined && value.length > field.maxLength)
      this.fail(path, `${quoted} has ${value.length} characters, at most ${field.maxLength} are allowed${hint}`);
    if (field.pattern && !matches(field.pattern, value))
      this.fail(path, `${quoted} does not match ${field.pattern}${hint}`);
  }

  private cidr(field: Extract<Field, { kind: "cidr" }>, value: string, path: string): void {
    const block = parseBlock(value);
    if (!block) {
      this.fail(path, `${JSON.stringify(value)} is not an IPv4 block such as 10.0.0.0/16`);
      return;
    }
    const canonicalBlock = `${block.base}/${block.bitmask}`;
    if (canonicalBlock !== value) this.fail(path, `${value} has host bits set; the block is ${canonicalBlock}`);
    const shortest = field.minPrefix ?? 0;
    const longest = field.maxPrefix ?? 32;
    if (block.bitmask < shortest || block.bitmask > longest)
      this.fail(path, `${value}: the prefix length must be between /${shortest} and /${longest}`);
  }

  private wrong(path: string, expected: string, value: Value): Value {
    this.fail(path, `expected ${expected}, got ${describe(value)}`);
    return value;
  }
}

function parseBlock(text: string): Netmask | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/.test(text)) return undefined;
  try {
    return new Netmask(text);
  } catch {
    return undefined;
  }
}

/** Patterns with the `g` or `y` flag keep a position between calls. */
function matches(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(text);
}

function describe(value: Value): string {
  if (value === null) return "nothing";
  if (isList(value)) return "a list";
  if (isObject(value)) return "an object";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function withoutAbsentShallow(value: Properties): Properties {
  return record(Object.entries(value).filter(([, entry]) => entry !== null && entry !== undefined));
}
