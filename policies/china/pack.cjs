// Runs index.ts as it is now. Pulumi's SDK wants a package.json in the working directory, so the pack moves to its own.
"use strict";
const startedIn = process.cwd();
process.chdir(__dirname);
require("../../build/lean-sdk.cjs");
require("../../build/fresh.cjs").load("policies/china/index.ts").start(startedIn);
