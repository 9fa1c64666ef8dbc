import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.spec.ts"],
          exclude: ["test/engine/**", "test/kubernetes/**"],
          pool: "threads",
          // Two thirds of what the SDK loads in each file's own world is never used.
          setupFiles: ["build/lean-sdk.cjs"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
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
        // A real API server: `make kubernetes`.
        test: { name: "kubernetes", include: ["test/kubernetes/**/*.spec.ts"], fileParallelism: false },
      },
    ],
  },
});
