import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    benchmark: { include: ["test/bench/**/*.bench.ts"] },
    // One file after the other: two benches on two cores would measure each other.
    fileParallelism: false,
  },
});
