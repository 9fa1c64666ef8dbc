// The `main` of Pulumi.yaml: runs src/index.ts as it is now, bundled but never type-checked at run time.
"use strict";

// The SDK takes a stack trace of every registration, and its host maps each through source maps: a quarter of a preview.
// Traces are mapped only once something has gone wrong; they are formatted when they are first read.
const mapped = Error.prepareStackTrace;

/** Frames of packages stay out: mapped to `node_modules/@pulumi/run.ts`, they send util.inspect of Node 20.20 into a loop. */
const isOurs = (frame) => !String(frame.getFileName()).includes("node_modules");

function mapTraces() {
  Error.prepareStackTrace = mapped && ((error, frames) => mapped(error, frames.filter(isOurs)));
}

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
