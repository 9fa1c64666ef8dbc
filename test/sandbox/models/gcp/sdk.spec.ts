/** The models against the SDK they were written for: no argument and no output that the SDK does not have. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { gcp } from "../../../../sandbox/models/gcp";

const require = createRequire(import.meta.url);

function declared(type: string): { readonly args: ReadonlySet<string>; readonly outputs: ReadonlySet<string> } {
  // The SDK writes `iAMMember` of a token as `iammember` in the file's name.
  const file = type.split(":")[1]?.replace(/(?<=\/)[a-z][A-Z]+/, (start) => start.toLowerCase());
  const source = readFileSync(require.resolve(`@pulumi/gcp/${file}.d.ts`), "utf8");
  const names = (text: string, pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ""));
  return {
    args: names(source.slice(source.lastIndexOf("Args {")), /^ {4}(\w+)\??: pulumi\.Input/gm),
    outputs: names(source.slice(source.indexOf("export declare class")), /^ {4}readonly (\w+): pulumi\.Output/gm),
  };
}

describe.each(gcp.resources)("$type", (model) => {
  const { args, outputs } = declared(model.type);

  it("takes no argument that the SDK has not", () => {
    expect(Object.keys(model.inputs).filter((name) => !args.has(name))).toEqual([]);
  });

  it("answers outputs of the SDK, all of them", () => {
    const answered = new Set([...model.outputs, ...Object.keys(model.inputs), ...args]);
    expect([...outputs].filter((name) => !answered.has(name))).toEqual([]);
    expect(model.outputs.filter((name) => !outputs.has(name))).toEqual([]);
  });
});
