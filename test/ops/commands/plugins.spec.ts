import { expect, test } from "vitest";
import { renderPlugins } from "../../../ops/commands/plugins";
import type { PluginStatus } from "../../../sandbox/client";

const aws: PluginStatus = {
  package: "aws",
  version: "7.48.0",
  path: "/home/me/.pulumi/plugins/resource-aws-v7.48.0/pulumi-resource-aws",
  state: "running",
  reports: [],
  otherVersions: ["7.40.0"],
};
const gcp: PluginStatus = {
  ...aws,
  package: "gcp",
  version: "9.37.0",
  state: "not-installed",
  otherVersions: ["9.1.0"],
};
const kubernetes: PluginStatus = { ...aws, package: "kubernetes", state: "not-asked", reports: ["it asks a cluster"] };

test("a plugin that judges needs no more words", () => {
  const text = renderPlugins([aws], "/home/me/.pulumi");
  expect(text).toContain(aws.path);
  expect(text).toContain("judges");
  expect(text).not.toMatch(/install|7\.40\.0/);
});

test("what is missing comes with the line that gets it; what does not work with the reason", () => {
  const broken: PluginStatus = { ...aws, state: "out", reports: ["has no Check"] };
  const lines = renderPlugins([broken, gcp, kubernetes], "/home/me/.pulumi").split("\n");
  expect(lines).toContain("  pulumi plugin install resource gcp v9.37.0");
  expect(lines).toContain("gcp: there is 9.1.0, which is another version");
  expect(lines).toContain("aws: has no Check");
  expect(lines).toContain("kubernetes: it asks a cluster");
  expect(lines.join("\n")).not.toContain("resource kubernetes");
});

test("switched off, nothing is to be installed", () => {
  const text = renderPlugins([gcp], "");
  expect(text).toContain("MERIDIAN_SANDBOX_PLUGINS");
  expect(text).not.toContain("pulumi plugin install");
});
