/** The models against the SDK they were written for: no argument and no output that the SDK does not have. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { aws } from "../../../../sandbox/models/aws";
import { inAccount } from "./account";

const require = createRequire(import.meta.url);

describe("all models", () => {
  it("refuse an argument they don't know", () => {
    const { cloud } = inAccount();
    for (const { type } of aws.resources)
      expect(cloud.failures(type, { nonsense: true }), type).toContainEqual(
        expect.stringMatching(/^nonsense: no such argument/),
      );
  });

  it.each(aws.resources.map((model) => [model.type, model] as const))("%s has no name the SDK lacks", (type, model) => {
    const sdk = readFileSync(require.resolve(`@pulumi/aws/${type.split(":")[1]}.js`), "utf8");
    const names = (pattern: RegExp) => new Set(Array.from(sdk.matchAll(pattern), ([, name]) => name));
    const args = names(/resourceInputs\["(\w+)"\] = (?!undefined)(?!state)/g);
    const properties = names(/resourceInputs\["(\w+)"\] = state/g);
    expect(Object.keys(model.inputs).filter((name) => !args.has(name))).toEqual([]);
    expect([...model.outputs, ...Object.keys(model.inputs)].filter((name) => !properties.has(name))).toEqual([]);
    // Every output of the SDK is answered, unless it is an argument that has no model.
    const told = new Set([...model.outputs, ...Object.keys(model.inputs)]);
    expect([...properties].filter((name) => !told.has(name ?? "") && !args.has(name))).toEqual([]);
  });
});
