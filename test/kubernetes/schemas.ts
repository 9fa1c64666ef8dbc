/** The API server's own schemas, as short as the sandbox's models need them: sandbox/models/kubernetes/schema.ts reads them. */
import type { Schemas, Shape } from "../../sandbox/models/kubernetes/schema";
import type { ApiServer } from "./server";

interface JsonSchema {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly allOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-group-version-kind"?: readonly { group: string; version: string; kind: string }[];
}

type Definitions = Readonly<Record<string, JsonSchema>>;

/** Shapes by content: what stands in several places is written down once. */
class Table {
  private readonly numbers = new Map<string, number>();
  readonly shapes: Shape[] = [];

  numbered(shape: Shape): Shape {
    if (typeof shape === "string") return shape;
    const text = JSON.stringify(shape);
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.shapes.push(shape) - 1;
    this.numbers.set(text, number);
    return number;
  }
}

/** Kinds as `apps/v1:Deployment`, in the order that is asked for. */
export async function schemasOf(server: ApiServer, kinds: readonly string[]): Promise<Schemas> {
  const table = new Table();
  const found: Record<string, Readonly<Record<string, Shape>>> = {};
  for (const token of [...kinds].sort()) {
    const [apiVersion = "", kind = ""] = token.split(":");
    const group = apiVersion === "v1" ? "api/v1" : `apis/${apiVersion}`;
    const { definitions, properties } = await server.openApi(group, (said) => described(said, apiVersion, kind));
    const { apiVersion: _version, kind: _kind, metadata: _metadata, status: _status, ...rest } = properties;
    found[token] = Object.fromEntries(
      Object.entries(rest).map(([key, one]) => [key, shapeOf(one, definitions, table)]),
    );
  }
  return { kinds: found, shapes: table.shapes };
}

function described(said: Record<string, unknown>, apiVersion: string, kind: string) {
  const { components } = said as { components?: { schemas?: Definitions } };
  const definitions = components?.schemas ?? {};
  const top = Object.values(definitions).find((one) =>
    one["x-kubernetes-group-version-kind"]?.some(
      (is) => is.kind === kind && `${is.group}${is.group ? "/" : ""}${is.version}` === apiVersion,
    ),
  );
  return top?.properties && { definitions, properties: top.properties };
}

/** A line for each kind and each shape, so that what changes can be seen. */
export function written({ kinds, shapes }: Schemas): string {
  const lines = (texts: readonly string[]) => texts.map((text) => `\n    ${text}`).join(",");
  const ofKinds = Object.entries(kinds).map(([kind, fields]) => `${JSON.stringify(kind)}: ${JSON.stringify(fields)}`);
  const ofShapes = shapes.map((shape) => JSON.stringify(shape));
  return `{\n  "kinds": {${lines(ofKinds)}\n  },\n  "shapes": [${lines(ofShapes)}\n  ]\n}\n`;
}

function shapeOf(schema: JsonSchema, definitions: Definitions, table: Table): Shape {
  const { $ref, allOf, type, properties, items, additionalProperties } = schema;
  const name = $ref?.slice($ref.lastIndexOf("/") + 1);
  if (name?.endsWith(".Quantity")) return "quantity";
  if (name?.endsWith(".IntOrString")) return "intOrString";
  if (name) return shapeOf(definitions[name] ?? {}, definitions, table);
  if (allOf?.[0] && !type) return shapeOf(allOf[0], definitions, table);
  if (schema["x-kubernetes-int-or-string"])
    return schema.pattern?.includes("Ki|Mi") || schema.pattern?.includes("[KMGTPE]i") ? "quantity" : "intOrString";
  if (schema.oneOf) return "any";
  const within = (one: JsonSchema) => shapeOf(one, definitions, table);
  switch (type) {
    case "string":
      return table.numbered(textShape(schema));
    case "integer":
    case "number":
      return table.numbered(numberShape(schema, type));
    case "boolean":
      return "boolean";
    case "array":
      return table.numbered({ list: items ? within(items) : "any", ...limits(schema, "minItems", "maxItems") });
    case "object":
      break;
    default:
      return "any";
  }
  if (schema["x-kubernetes-preserve-unknown-fields"]) return "any";
  if (properties) {
    return table.numbered({
      fields: Object.fromEntries(
        Object.entries(properties)
          .sort(([one], [other]) => one.localeCompare(other))
          .map(([key, one]) => [key, within(one)]),
      ),
      ...(schema.required && schema.required.length > 0 && { required: [...schema.required].sort() }),
    });
  }
  if (typeof additionalProperties === "object") return table.numbered({ map: within(additionalProperties) });
  return "any";
}

type Limit = "minLength" | "maxLength" | "minimum" | "maximum" | "minItems" | "maxItems";

const limits = (schema: JsonSchema, ...keys: Limit[]) =>
  Object.fromEntries(keys.flatMap((key) => (schema[key] === undefined ? [] : [[key, schema[key]]])));

function textShape(schema: JsonSchema): Shape {
  const texts = schema.enum?.filter((value): value is string => typeof value === "string");
  if (texts) return { oneOf: texts };
  const said = { ...(schema.pattern && { pattern: schema.pattern }), ...limits(schema, "minLength", "maxLength") };
  return Object.keys(said).length > 0 ? { text: said } : "string";
}

function numberShape(schema: JsonSchema, type: "integer" | "number"): Shape {
  const said = limits(schema, "minimum", "maximum");
  return Object.keys(said).length > 0 ? ({ [type]: said } as Shape) : type;
}
