import { expect, it } from "vitest";
import { merged } from "../../../sandbox/plugins/verdict";

const by = "aws plugin 7.48.0";
const missing = { property: "cidrBlock", reason: "missing, and it is required" };
const other = { property: "tags", reason: "too many" };

it("leaves the model's failures as they are where no plugin judged", () => {
  expect(merged(undefined, [missing])).toEqual([missing]);
});

it("has the plugin speak first, says once what both say, and tells who judged", () => {
  const same = { property: "cidrBlock", reason: "Missing, and it is  required." };
  const elsewhere = { property: "tags", reason: "missing, and it is required" };
  expect(merged({ by, failures: [elsewhere, same] }, [missing, other])).toEqual([
    { property: "tags", reason: "missing, and it is required (aws plugin 7.48.0)" },
    { property: "cidrBlock", reason: "Missing, and it is  required. (aws plugin 7.48.0 and the sandbox's model)" },
    { property: "tags", reason: "too many (the sandbox's model)" },
  ]);
});
