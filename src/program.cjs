// The `main` of Pulumi.yaml: runs src/index.ts as it is now, bundled but never type-checked at run time.
"use strict";

// The SDK takes a stack trace of every registration, and its host maps each through source maps: a quarter of a preview.
// Traces are mapped only once something has gone wrong; they are formatted when they are first read.
const mapped = Error.prepareStackTrace;
const mapTraces = () => {
  Error.prepareStackTrace = mapped;
};
process.prependOnceListener("uncaughtException", mapTraces);
process.prependOnceListener("unhandledRejection", mapTraces);

module.exports = async () => {
  Error.prepareStackTrace = undefined;
  try {
    return await require("../build/fresh.cjs").load("src/index.ts").program();
  } catch (error) {
    mapTraces();
    throw error;
  }
};
