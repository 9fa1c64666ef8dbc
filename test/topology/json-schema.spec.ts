/** What editors are told: up to date, true of the shipped files, and strict. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { projectJsonSchema, schemaFiles, stackJsonSchema } from "../../src/topology/json-schema";
import { layouts, root } from "./files";

const ajv = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  allErrors: true,
  // Beside the format there is the pattern that says the same.
  formats: { date: true },
});
const stack = ajv.compile(stackJsonSchema());
const project = ajv.compile(projectJsonSchema());

const shipped = [root, ...layouts].flatMap((directory) =>
  readdirSync(directory)
    .filter((file) => /^Pulumi(\..+)?\.yaml$/.test(file))
    .map((file) => join(directory, file)),
);

describe("JSON Schema", () => {
  it.each(Object.entries(schemaFiles()))("schema/%s is what `npm run schema` writes", (file, content) => {
    expect(readFileSync(join(root, "schema", file), "utf8")).toBe(content);
  });

  it.each(shipped)("accepts %s, which names it", (file) => {
    const text = readFileSync(file, "utf8");
    const isProject = file.endsWith("/Pulumi.yaml");
    const validate = isProject ? project : stack;
    validate(load(text));
    expect(validate.errors ?? []).toEqual([]);
    const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1];
    expect(join(file, "..", named ?? "")).toBe(
      join(root, "schema", isProject ? "project.schema.json" : "stack.schema.json"),
    );
  });

  it("refuses what the loader refuses of one file", () => {
    const region = (change: object) => {
      const content = load(readFileSync(join(root, "Pulumi.us-east.yaml"), "utf8")) as {
        config: Record<string, object>;
      };
      const config = { ...content.config, "meridian:region": { ...content.config["meridian:region"], ...change } };
      return stack({ ...content, config });
    };
    expect(region({})).toBe(true);
    expect(region({ tier: "primry" })).toBe(false);
    expect(region({ loction: "us-east-1" })).toBe(false);
    expect(region({ number: 300 })).toBe(false);
    expect(stack({ config: { "meridian:regoin": {} } })).toBe(false);
    expect(stack({ config: {} })).toBe(false);
    const secret = (value: unknown) => {
      const content = load(readFileSync(join(root, "Pulumi.us-east.yaml"), "utf8")) as { config: object };
      return stack({ ...content, config: { ...content.config, "meridian:meshPrivateKeys": value } });
    };
    expect(secret({ secure: "v1:a:b" })).toBe(true);
    expect(secret("in clear")).toBe(false);
    expect(secret({ secure: "v1:a:b", clear: "x" })).toBe(false);
    expect(
      stack({ config: { "meridian:global": { cloudflareAccount: "0".repeat(32), plan: "free" }, "aws:region": "x" } }),
    ).toBe(true);
  });

  it("describes every key", () => {
    const undescribed: string[] = [];
    const walk = (schema: unknown, path: string) => {
      if (typeof schema !== "object" || schema === null) return;
      for (const [key, inner] of Object.entries("properties" in schema ? (schema.properties as object) : {})) {
        if (typeof inner === "object" && inner !== null && !("description" in inner))
          undescribed.push(`${path}.${key}`);
        walk(inner, `${path}.${key}`);
      }
      if ("items" in schema) walk(schema.items, `${path}[]`);
      if ("additionalProperties" in schema) walk(schema.additionalProperties, `${path}.*`);
    };
    const { properties } = stackJsonSchema() as { properties: { config: unknown } };
    walk(properties.config, "stack");
    const value = JSON.parse(JSON.stringify(projectJsonSchema())).properties.config.properties["meridian:shared"]
      .properties.value;
    walk(value, "shared");
    expect(undescribed).toEqual([]);
  });
});
