import { setFlagsFromString } from "node:v8";
import { defineConfig } from "vitest/config";

// A run of a program leaves many promises that live just as long: in V8's own 1 to 16 MiB for what is young they are copied
// again and again, a sixth of the tests' time. Workers that start from now on have more.
setFlagsFromString("--min-semi-space-size=16");
setFlagsFromString("--max-semi-space-size=32");

/** Specs that mock a module. */
const isolated = "test/**/*.isolated.spec.ts";

export default defineConfig({
  test: {
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.spec.ts"],
          exclude: ["test/engine/**", "test/kubernetes/**", "test/lab/running/**", isolated],
          pool: "threads",
          // One world for all files of a worker: the clouds' SDKs are loaded once, not once a file.
          isolate: false,
          // Two thirds of what the SDK loads is never used.
          setupFiles: ["build/lean-sdk.cjs"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        // A module that is mocked is mocked for its whole world.
        test: { name: "unit-isolated", include: [isolated], pool: "threads", hookTimeout: 60_000 },
      },
      {
        // The real CLI against the sandbox: one file at a time, since each takes all the cores.
        test: {
          name: "engine",
          include: ["test/engine/**/*.spec.ts"],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 900_000,
        },
      },
      {
        // The mesh in network namespaces: one lab at a time, since each takes all the cores.
        test: {
          name: "lab",
          include: ["test/lab/running/**/*.spec.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        // A real API server: `make kubernetes`.
        test: { name: "kubernetes", include: ["test/kubernetes/**/*.spec.ts"], fileParallelism: false },
      },
    ],
  },
});
