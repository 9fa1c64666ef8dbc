// The program that MERIDIAN_TEST_PROGRAM names, as src/program.cjs runs src/index.ts.
"use strict";
module.exports = () =>
  require("../../../build/fresh.cjs").load(`test/engine/programs/${process.env.MERIDIAN_TEST_PROGRAM}.ts`).program();
