import { defineConfig } from "vitest/config";

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
