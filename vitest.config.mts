import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.spec.ts"],
    exclude: ["test/engine/**"],
    pool: "threads",
    testTimeout: 20_000,
  },
});
