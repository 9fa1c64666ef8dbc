// Runs the sources as they are: bundles a TypeScript entry with esbuild when one of its inputs has changed since the last
// bundle, and loads the bundle. A bundle that is still true costs a few file stats. No type-check happens at run time.
"use strict";
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.dirname(__dirname);
const outdir = path.join(root, ".meridian", "build");

// Loaded from node_modules at run time: the SDKs keep module-level state and load their parts lazily, esbuild is a binary.
const external = ["@pulumi/*", "@grpc/*", "google-protobuf", "google-protobuf/*", "esbuild"];

function stamp(file) {
  const stat = fs.statSync(path.join(root, file), { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs}:${stat.size}` : "absent";
}

function readManifest(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Replaces a file in one step, so that two processes that build at once never read half a bundle. */
function replaceFile(file, content) {
  const temporary = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(temporary, content);
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Bundles `entry` (path from the checkout's root) if need be.
 * @returns {{ file: string, hash: string }} the bundle, and a hash that changes with its sources.
 */
function bundle(entry) {
  const name = entry.replace(/\.ts$/, "").replaceAll("/", "-");
  const file = path.join(outdir, `${name}.cjs`);
  const manifestFile = path.join(outdir, `${name}.json`);
  const known = readManifest(manifestFile);
  if (known && fs.existsSync(file) && Object.entries(known.inputs).every(([input, was]) => stamp(input) === was)) {
    return { file, hash: known.hash };
  }

  const { buildSync } = require("esbuild");
  const result = buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external,
    sourcemap: "linked",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  fs.mkdirSync(outdir, { recursive: true });
  const hash = createHash("sha256");
  for (const output of result.outputFiles) {
    hash.update(output.contents);
    replaceFile(output.path, output.contents);
  }
  const inputs = Object.fromEntries(Object.keys(result.metafile.inputs).map((input) => [input, stamp(input)]));
  const manifest = { hash: hash.digest("hex").slice(0, 16), inputs };
  replaceFile(manifestFile, JSON.stringify(manifest));
  return { file, hash: manifest.hash };
}

/** Loads `entry` as it is now and returns its exports. */
function load(entry) {
  return require(bundle(entry).file);
}

module.exports = { bundle, load, root };

// `node build/fresh.cjs ENTRY [ARGUMENT ...]` runs an entry as the program that it is: `require.main` is the bundle.
if (require.main === module) {
  const [entry] = process.argv.splice(2, 1);
  try {
    process.argv[1] = bundle(entry).file;
  } catch (error) {
    console.error(`${entry} could not be bundled into ${outdir}: ${error.message}`);
    process.exit(2);
  }
  require("node:module").runMain();
}
