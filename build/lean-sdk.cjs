// Keeps the SDK from loading, in every program and every pack, what only dynamic providers use: functions made into text,
// and with it TypeScript and npm's arborist. They are loaded when they are first asked for. docs/decisions/0013.
"use strict";
const Module = require("node:module");

const deferred = {
  "@pulumi/pulumi/runtime/closure/serializeClosure.js": ["serializeFunction", "serializeFunctionAsync"],
  "@pulumi/pulumi/runtime/closure/codePaths.js": ["computeCodePaths", "findWorkspaceRoot"],
};

/** Puts functions in the module's place that load it when one is called. A module that is loaded already stays. */
function defer(id, names) {
  const file = require.resolve(id);
  if (require.cache[file]) return;
  const stand = new Module(file);
  stand.filename = file;
  stand.loaded = true;
  const real = () => {
    if (require.cache[file] === stand) delete require.cache[file];
    return require(file);
  };
  stand.exports = Object.fromEntries(names.map((name) => [name, (...args) => real()[name](...args)]));
  require.cache[file] = stand;
}

for (const [id, names] of Object.entries(deferred)) defer(id, names);
