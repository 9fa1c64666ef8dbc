/** Which topology a name means. */
import path from "node:path";
import { expect, test } from "vitest";
import { layoutDirectory, layoutKey, layoutNames } from "../../ops/layout";
import { checkout } from "../../ops/paths";
import { loadTopology } from "../../src/topology/load";

test("default is the checkout's own", () => {
  expect(layoutDirectory("default")).toBe(checkout);
});

test("the layouts that the spec asks for are there", () => {
  expect(layoutNames().sort()).toEqual(["active-passive", "all-aws", "all-gcp", "aws-four-region"]);
});

test("fleet-8 is a topology of eight regions", () => {
  expect(loadTopology(layoutDirectory("fleet-8")).regions).toHaveLength(8);
});

test.each(["fleet-3", "fleet-65", "fleet-x", "all-azure"])("%s is refused with what there is", (layout) => {
  expect(() => layoutDirectory(layout)).toThrowError(expect.objectContaining({ name: "UserError" }));
});

test("two directories of one name have sandboxes of their own", () => {
  expect(layoutKey("/a/production")).not.toBe(layoutKey("/b/production"));
  expect(path.dirname(layoutKey("/a/production"))).toBe(".");
});
