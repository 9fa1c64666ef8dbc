// The `main` of Pulumi.yaml: runs src/index.ts as it is now, bundled but never type-checked at run time.
"use strict";
module.exports = () => require("../build/fresh.cjs").load("src/index.ts").program();
