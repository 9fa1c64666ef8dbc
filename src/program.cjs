// The `main` of Pulumi.yaml: runs src/index.ts as it is now, bundled but never type-checked at run time.
"use strict";

require("../build/lean-sdk.cjs");

// The SDK reads a stack trace at every registration and every promise, and its host maps each through source maps: a quarter
// of a preview. While all goes well a trace is its error's message alone; an error's own is made when it is first read, and by
// then something has gone wrong and traces are whole and mapped.
const mapped = Error.prepareStackTrace;

/** Frames of packages stay out: mapped to `node_modules/@pulumi/run.ts`, they send util.inspect of Node 20.20 into a loop. */
const isOurs = (frame) => !String(frame.getFileName()).includes("node_modules");

function mapTraces() {
  Error.prepareStackTrace = mapped && ((error, frames) => mapped(error, frames.filter(isOurs)));
}

process.prependOnceListener("uncaughtException", mapTraces);
process.prependOnceListener("unhandledRejection", mapTraces);

module.exports = async () => {
  Error.prepareStackTrace = String;
  try {
    return await require("../build/fresh.cjs").load("src/index.ts").program();
  } catch (error) {
    mapTraces();
    throw error;
  }
};
