// The import graph of the sources, as architecture.md draws it: arrows go one way.
"use strict";

/** @returns a rule: files under `from` may import nothing of the house but `allowed`. */
function only(from, allowed, comment) {
  const rooms = ["src/", "ops/", "sandbox/", "policies/", "bench/", "lab/", "edge/", "test/"];
  return {
    name: `${from.replace(/[^a-z]+/g, "-").replace(/^-|-$/g, "")}-imports-only`,
    comment,
    severity: "error",
    from: { path: `^${from}` },
    to: { path: `^(${rooms.join("|")})`, pathNot: allowed.map((room) => `^${room}`) },
  };
}

module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphans",
      comment: "A file that nobody imports is dead, unless it is where something starts.",
      severity: "error",
      from: {
        orphan: true,
        pathNot: [
          "\\.spec\\.ts$",
          "\\.d\\.ts$",
          "(^|/)main\\.ts$",
          "^src/program\\.cjs$",
          "^build/",
          "language-host\\.ts$",
          "\\.config\\.",
          "^\\.dependency",
        ],
      },
      to: {},
    },
    {
      name: "not-to-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    only("src/facts/", ["src/facts/"], "Facts are a leaf."),
    only("src/topology/", ["src/facts/", "src/topology/"], "topology ← plan ← components"),
    only("src/plan/", ["src/facts/", "src/topology/", "src/plan/"], "Plans are pure: topology in, data out."),
    only(
      "src/components/",
      ["src/facts/", "src/topology/", "src/plan/", "src/components/"],
      "Components translate plans.",
    ),
    only("src/", ["src/"], "The program knows neither sandbox nor policies nor operations."),
    only(
      "ops/",
      ["src/facts/", "src/topology/", "src/plan/", "sandbox/client", "lab/", "ops/"],
      "Operations read topology and plans.",
    ),
    only("sandbox/", ["src/facts/", "sandbox/"], "The sandbox knows the clouds, not the program."),
    only("lab/", ["src/facts/", "src/topology/", "src/plan/", "lab/"], "The lab runs what the plans say."),
    only("policies/", ["src/facts/", "policies/"], "Policies trust nobody."),
    only(
      "bench/",
      ["src/facts/", "src/topology/", "src/plan/", "ops/", "sandbox/client", "lab/", "bench/"],
      "Benchmarks drive the command line and the lab.",
    ),
    {
      name: "plans-without-pulumi",
      comment: "Facts, topology and plans have no Pulumi import and no I/O beyond reading stack files.",
      severity: "error",
      from: { path: "^src/(facts|topology|plan)/" },
      to: { path: "^node_modules/@pulumi" },
    },
    {
      name: "components-not-whole-sdk",
      comment: "Submodule imports: a whole SDK costs a second at every preview.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^node_modules/@pulumi/(aws|gcp|alicloud|cloudflare|kubernetes)/index\\." },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".js", ".cjs", ".d.ts"] },
  },
};
