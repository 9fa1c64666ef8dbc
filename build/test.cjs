// `make test`: everything that must hold, in the order of what is quickest to say no. Ends with `N passed, N failed`.
"use strict";
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { stripVTControlCharacters } = require("node:util");
const { root } = require("./fresh.cjs");

const bin = (name) => path.join(root, "node_modules", ".bin", name);
const checks = [
  ["type check", [process.execPath, path.join(root, "node_modules", "typescript-native", "bin", "tsc"), "-p", "."]],
  ["format and lint", [bin("biome"), "ci", "."]],
  [
    "import graph",
    [bin("depcruise"), "--config", ".dependency-cruiser.cjs", "src", "ops", "sandbox", "policies", "lab", "bench"],
  ],
];
/** Suites, and the projects of vitest.config.mts that each runs. */
const suites = { unit: ["unit", "unit-isolated"], engine: ["engine"], lab: ["lab"] };

let passed = 0;
let failed = 0;
/** Told again at the end, where a log that was cut still has it. */
const failures = [];
/** Names of tests that this machine can't run. */
const skipped = [];

function count(name, good, why = "") {
  if (good) passed += 1;
  else {
    failed += 1;
    failures.push({ name, why });
  }
}

/** The first lines of what a test or a tool said, without colours. */
const head = (text) => stripVTControlCharacters(text).trim().split("\n").slice(0, 12).join("\n  ");

/** Tools keep their caches below the checkout. */
const env = { ...process.env, XDG_CACHE_HOME: path.join(root, ".meridian", "cache") };

function run([command, ...args]) {
  return spawnSync(command, args, { cwd: root, env, stdio: "inherit" }).status === 0;
}

for (const [name, [command, ...args]] of checks) {
  console.log(`\n# ${name}`);
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, env, encoding: "utf8" });
  process.stdout.write(`${stdout}${stderr}`);
  count(name, status === 0, head(`${stdout}${stderr}`));
}

for (const [suite, projects] of Object.entries(suites)) {
  console.log(`\n# ${suite} tests`);
  const file = path.join(root, ".meridian", `test-${suite}.json`);
  fs.rmSync(file, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const good = run([bin("vitest"), "run", ...projects.map((project) => `--project=${project}`), ...reporters]);
  if (!fs.existsSync(file)) {
    count(`${suite} tests did not run`, false);
    continue;
  }
  const result = JSON.parse(fs.readFileSync(file, "utf8"));
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  for (const { name, status, message, assertionResults } of result.testResults) {
    // It did not load, or what its tests stand on could not be made: its tests are not skipped, they are wrong.
    if (status === "failed" && assertionResults.every((test) => test.status !== "failed")) {
      count(`${path.relative(root, name)} did not run`, false, head(message ?? ""));
      continue;
    }
    for (const test of assertionResults) {
      if (test.status === "skipped" || test.status === "pending") {
        skipped.push(`${path.relative(root, name)}: ${test.fullName}`);
      }
      if (test.status !== "failed") continue;
      failures.push({
        name: `${path.relative(root, name)}: ${test.fullName}`,
        why: head(test.failureMessages.join("\n")),
      });
    }
  }
  if (!good && failed === 0) count(`${suite} tests ended with an error`, false);
}

console.log("");
for (const name of skipped) console.log(`skipped: ${name}`);
if (skipped.length > 0) console.log(`${skipped.length} skipped`);
for (const { name, why } of failures) console.log(`failed: ${name}${why && `\n  ${why}`}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
