// `make test`: everything that must hold, in the order of what is quickest to say no. Ends with `N passed, N failed`.
"use strict";
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { root } = require("./fresh.cjs");

const bin = (name) => path.join(root, "node_modules", ".bin", name);
const checks = [
  ["type check", [process.execPath, path.join(root, "node_modules", "typescript-native", "bin", "tsc"), "-p", "."]],
  ["format and lint", [bin("biome"), "ci", "."]],
  [
    "import graph",
    [bin("depcruise"), "--config", ".dependency-cruiser.cjs", "src", "ops", "sandbox", "policies", "bench"],
  ],
];
const suites = ["unit", "engine"];

let passed = 0;
let failed = 0;
const failures = [];

function count(name, good) {
  if (good) passed += 1;
  else {
    failed += 1;
    failures.push(name);
  }
}

/** Tools keep their caches below the checkout. */
const env = { ...process.env, XDG_CACHE_HOME: path.join(root, ".meridian", "cache") };

function run([command, ...args]) {
  return spawnSync(command, args, { cwd: root, env, stdio: "inherit" }).status === 0;
}

for (const [name, command] of checks) {
  console.log(`\n# ${name}`);
  count(name, run(command));
}

for (const suite of suites) {
  console.log(`\n# ${suite} tests`);
  const file = path.join(root, ".meridian", `test-${suite}.json`);
  fs.rmSync(file, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const good = run([bin("vitest"), "run", "--project", suite, ...reporters]);
  if (!fs.existsSync(file)) {
    count(`${suite} tests did not run`, false);
    continue;
  }
  const result = JSON.parse(fs.readFileSync(file, "utf8"));
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  for (const { name, status, assertionResults } of result.testResults) {
    if (status === "failed" && assertionResults.length === 0) count(`${path.relative(root, name)} did not load`, false);
    for (const test of assertionResults) if (test.status === "failed") failures.push(test.fullName);
  }
  if (!good && failed === 0) count(`${suite} tests ended with an error`, false);
}

console.log("");
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
