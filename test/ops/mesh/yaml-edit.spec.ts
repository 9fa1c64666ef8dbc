/** One key of a YAML file is set; every other character stays. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, read, withKey } from "../../../ops/mesh/yaml-edit";
import { layouts, root } from "../../topology/files";

const file = (text: string) => text.replace(/^\n/, "").replace(/^ {4}/gm, "");
const path = ["config", "region", "mesh", "gateways"];
const gateways = [{ publicKey: "AbC/+=", since: "2026-11-21" }];

const before = file(`
    # first
    config:
      region:
        zones: ["a",  'b']   # two

        host: api # here
        # below
    # between
      aws:region:   x
    salt: v1
    # last
`);

describe("withKey", () => {
  it("puts what is new at the end of its map, and days in quotes", () => {
    const changed = withKey(before, path, gateways);
    const added = '    mesh:\n      gateways:\n        - publicKey: "AbC/+="\n          since: "2026-11-21"\n';
    expect(changed).toBe(before.replace("api # here\n", `api # here\n${added}`));
    expect(withKey(changed, ["config", "region", "mesh"], undefined)).toBe(before);
    expect(withKey(before, ["more"], "x")).toBe(before.replace("salt: v1\n", 'salt: v1\nmore: "x"\n'));
  });

  it("replaces what is there, and leaves the comments below it", () => {
    const text = file(`
    config:
      region:
        mesh:
          gateways:
            - publicKey: old
              since: "2026-01-01"
          # narrow
          underlayMtu: 1400 # bytes
    `);
    expect(withKey(text, path, gateways)).toBe(text.replace("old", '"AbC/+="').replace("2026-01-01", "2026-11-21"));
    expect(withKey(text, path, undefined)).toBe(text.replace(/ {6}gateways:\n.*\n.*\n/, ""));
  });

  it("writes a map in braces anew, and keeps what is in it", () => {
    const text = "config:\n  region:\n    mesh: { underlayMtu: 1400 } # narrow\n    host: api\n";
    const changed = withKey(text, path, gateways);
    expect(read(changed)).toEqual({ config: { region: { mesh: { underlayMtu: 1400, gateways }, host: "api" } } });
    expect(changed).toContain("    host: api\n");
  });

  it.each(["", "config:\n", "config: {}", "{}\n", "config:\n  region:\n    mesh:\n    host: x"])(
    "sets it in %j",
    (text) => {
      const changed = withKey(text, path, gateways);
      expect(at(read(changed), path)).toEqual(gateways);
    },
  );

  it("leaves a file alone that says so already, or whose anchors it would break", () => {
    expect(withKey(before, ["salt"], "v1")).toBe(before);
    const shared = "a: &x\n  b: 1\nconfig:\n  region: *x\n";
    expect(() => withKey(shared, path, gateways)).toThrow(/anchors, or a layout/);
    expect(() => withKey("config:\n  <<: { region: 1 }\n", ["config", "<<"], 1)).not.toThrow(/undefined/);
  });

  it("takes back what it put into any of the shipped files", () => {
    const files = [root, ...layouts].flatMap((directory) =>
      readdirSync(directory)
        .filter((name) => /^Pulumi\..+\.yaml$/.test(name) && !name.includes("global"))
        .map((name) => join(directory, name)),
    );
    const region = ["config", "meridian:region"];
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.stringMatching(/^[a-zA-Z]{1,9}$/), fc.json(), (name, key, value) => {
        const text = readFileSync(name, "utf8");
        const added = [...region, `x${key}`];
        const changed = withKey(text, added, { value });
        expect(at(read(changed), added)).toEqual({ value });
        expect(withKey(changed, added, undefined)).toBe(text);
      }),
      { numRuns: 30 },
    );
  });
});
