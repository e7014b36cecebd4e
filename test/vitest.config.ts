import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./support/longest-first.ts";

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    globalSetup: "test/support/compile-program.ts",
    sequence: { sequencer: LongestFirst },
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    environment: "node",
    // A process per file: a test that starts servers or child processes cannot leak into the next.
    pool: "forks",
    // Vitest would leave one of two cores idle.
    maxWorkers: "100%",
    // A forgotten `.only` would silence every other test of its file.
    allowOnly: false,
    passWithNoTests: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts", "src/**/*.tsx"],
      reportsDirectory: "coverage",
      reporter: ["text-summary", "html"],
    },
  },
});
