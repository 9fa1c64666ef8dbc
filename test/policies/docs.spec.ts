import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { packs } from "../../policies/packs";

it("docs/policies.md lists every rule with its controls, and no other", () => {
  const text = readFileSync(join(import.meta.dirname, "../../docs/policies.md"), "utf8");
  const listed = [...text.matchAll(/^\| `([a-z-]+)` \|.*\| ([^|]+) \|$/gm)].map((match) => [match[1], match[2]]);
  const rules = new Map([...packs.world, ...packs.china].map(({ name, controls }) => [name, controls.join(", ")]));
  expect(new Map(listed.map(([name, controls]) => [name, controls]))).toEqual(rules);
});
