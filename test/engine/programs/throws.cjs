// src/program.cjs over a program with a bug.
"use strict";
const fresh = require("../../../build/fresh.cjs");
const { load } = fresh;
fresh.load = () => load("test/engine/programs/throws.ts");
module.exports = require("../../../src/program.cjs");
