/** The stack files' schema for editors: what zod checks of one file, as JSON Schema. */
import * as z from "zod";
import { regionSecrets } from "./load";
import { globalSchema, regionSchema, sharedSchema } from "./schema";

export type JsonSchema = Readonly<Record<string, unknown>>;

const draft = "https://json-schema.org/draft/2020-12/schema";

function inner(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}

const secretNames = Object.keys(regionSecrets);

const sealed: JsonSchema = {
  type: "object",
  description: "A secret of the stack, as Pulumi writes it.",
  required: ["secure"],
  additionalProperties: false,
  properties: { secure: { type: "string", description: "Pulumi's: the secret, encrypted." } },
};

/** Of `Pulumi.<stack>.yaml`. */
export function stackJsonSchema(): JsonSchema {
  return {
    $schema: draft,
    title: "Meridian stack",
    description: "A region, or the global stack, of a Meridian topology.",
    type: "object",
    required: ["config"],
    additionalProperties: false,
    properties: {
      config: {
        type: "object",
        properties: {
          "meridian:region": inner(regionSchema),
          "meridian:global": inner(globalSchema),
          ...Object.fromEntries(secretNames.map((name) => [name, sealed])),
        },
        oneOf: [{ required: ["meridian:region"] }, { required: ["meridian:global"] }],
        patternProperties: {
          [`^(?!(${["meridian:region", "meridian:global", ...secretNames].join("|")})$)(meridian:.*|[^:]*)$`]: false,
        },
      },
      encryptionsalt: { type: "string", description: "Pulumi's: salt of the passphrase that encrypts secrets." },
      encryptedkey: { type: "string", description: "Pulumi's: data key of a cloud secrets provider." },
      secretsprovider: { type: "string", description: "Pulumi's: what encrypts the stack's secrets." },
      environment: { description: "Pulumi's: ESC environments." },
    },
  };
}

/** Of `Pulumi.yaml`. */
export function projectJsonSchema(): JsonSchema {
  return {
    $schema: draft,
    title: "Meridian project",
    description: "What all regions of a Meridian topology share. Pulumi's own keys are checked by Pulumi.",
    type: "object",
    required: ["name", "runtime", "config"],
    properties: {
      name: { const: "meridian" },
      config: {
        type: "object",
        required: ["meridian:shared"],
        properties: {
          "meridian:shared": {
            type: "object",
            required: ["value"],
            additionalProperties: false,
            properties: { description: { type: "string" }, value: inner(sharedSchema) },
          },
        },
        patternProperties: { "^meridian:(?!shared$)|^[^:]*$": false },
      },
    },
  };
}

/** File names under schema/ and what has to stand in them. */
export function schemaFiles(): Readonly<Record<string, string>> {
  const text = (schema: JsonSchema) => `${JSON.stringify(schema, null, 2)}\n`;
  return { "stack.schema.json": text(stackJsonSchema()), "project.schema.json": text(projectJsonSchema()) };
}
