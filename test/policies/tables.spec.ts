/** The tables against the SDKs: a type they list exists, and takes its location and its tags where they say. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { factsOf, packageOf, tables } from "../../policies/tables";
import { table } from "../../policies/tables/table";

const root = join(import.meta.dirname, "../../node_modules/@pulumi");

/** The sources of a package by the type token that they declare; files are not named after types in one way. */
const sources = new Map(
  [...tables].map(([pkg, types]) => {
    const modules = new Set([...types.keys()].map((type) => (type.split(/[:/]/)[1] ?? "").replace("index", "")));
    const files = [...modules].flatMap((module) =>
      readdirSync(join(root, pkg, module))
        .filter((file) => file.endsWith(".js") && !file.startsWith("get"))
        .map((file) => readFileSync(join(root, pkg, module, file), "utf8")),
    );
    return [pkg, new Map(files.map((source) => [/__pulumiType = '([^']+)'/.exec(source)?.[1] ?? "", source]))];
  }),
);

/** Names of a type's arguments, from the constructor in the SDK; those that are outputs only left out. */
function argumentsOf(type: string): Set<string> {
  const source = sources.get(packageOf(type))?.get(type);
  expect(source, type).toBeDefined();
  return new Set(
    [...(source ?? "").matchAll(/resourceInputs\["(\w+)"\] = [^;]*\bargs\b/g)].map((match) => match[1] ?? ""),
  );
}

/** Arguments that say a location, wherever a type has them. */
const locationKeys: Record<string, readonly string[]> = {
  aws: ["region"],
  gcp: ["region", "location", "zone", "locationId"],
  alicloud: ["region", "regionId"],
  cloudflare: ["region", "location"],
};
/** Types whose own location key means something else; each with the reason. */
const otherMeaning: Record<string, string> = {
  "gcp:compute/snapshot:Snapshot": "zone is that of the source disk",
  "gcp:redis/instance:Instance": "locationId is a zone inside region",
  "gcp:filestore/instance:Instance": "zone is the old name of location",
};
const taggingKeys: Record<string, readonly string[]> = {
  aws: ["tags"],
  gcp: ["labels", "resourceLabels", "userLabels"],
  alicloud: ["tags"],
  cloudflare: [],
};

describe.each([...tables])("the table of %s", (pkg, types) => {
  it("finds locations where the SDK takes them", () => {
    for (const [type, { place }] of types) {
      const given = argumentsOf(type);
      const paths = place.kind === "located" ? place.paths.map((path) => path.split(".")[0] ?? "") : [];
      for (const path of paths) expect(given, type).toContain(path);
      if (place.kind === "anywhere" || type in otherMeaning) continue;
      const unseen = (locationKeys[pkg] ?? []).filter((key) => given.has(key) && !paths.includes(key));
      expect(unseen, type).toEqual([]);
    }
  });

  it("finds tags where the SDK takes them", () => {
    for (const [type, { tags }] of types) {
      const given = argumentsOf(type);
      if (tags) expect(given, type).toContain(tags.split(".")[0]);
      else
        expect(
          (taggingKeys[pkg] ?? []).filter((key) => given.has(key)),
          type,
        ).toEqual([]);
    }
  });

  it("gives a reason for everything that has no location", () => {
    for (const [type, { place }] of types) if (place.kind !== "located") expect(place.reason, type).toMatch(/\w+ \w+/);
  });
});

describe("tables", () => {
  it("take a type only once", () => {
    const rows = { place: { kind: "located", paths: [] }, tags: "tags", types: "ec2: Vpc* Vpc" } as const;
    expect(() => table("aws", [rows])).toThrow("stands twice");
  });

  it("know no type that merely looks like one", () => {
    for (const type of ["", "aws", "aws:ec2/vpc:VPC", "toString:index/x:X", "kubernete:core/v1:Pod"]) {
      expect(factsOf(type), type).toBeUndefined();
    }
  });
});
