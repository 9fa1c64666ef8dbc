import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { addChecks, pluginWarnings } from "../../../ops/engine/checks";
import { newReport } from "../../../ops/engine/report";
import type { PluginStatus } from "../../../sandbox/client";

const fine: PluginStatus = {
  package: "aws",
  version: "7.48.0",
  path: "",
  state: "running",
  reports: [],
  otherVersions: [],
};

test("each stack's report tells who judged its inputs, and what plugins warned of", () => {
  const reports = [newReport("us-east", "up"), newReport("global", "up")];
  const packages = { aws: { pluginAndModel: 40, modelOnly: 2 }, kubernetes: { pluginAndModel: 0, modelOnly: 7 } };
  addChecks(reports, { stacks: { "us-east": { packages, warnings: ["vpc: deprecated"] } }, plugins: [] });
  expect(reports[0]).toMatchObject({ checks: packages, warnings: ["vpc: deprecated"] });
  expect(reports[1]).toMatchObject({ checks: {}, warnings: [] });
});

test("a plugin that had trouble is told once; one that is not asked is none", () => {
  const out: PluginStatus = { ...fine, package: "gcp", version: "9.37.0", state: "out", reports: ["ended", "hung"] };
  const recovered: PluginStatus = { ...fine, reports: ["ended; it was started again"] };
  const notAsked: PluginStatus = { ...fine, package: "kubernetes", state: "not-asked", reports: ["it asks a cluster"] };
  expect(pluginWarnings([fine, out, recovered, notAsked]).map(stripVTControlCharacters)).toEqual([
    "warning the gcp plugin 9.37.0 ended; it hung. The sandbox's models judge alone.",
    "warning the aws plugin 7.48.0 ended; it was started again.",
  ]);
});
