import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  // Relative, so that the page also works behind a proxy that adds a path.
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: fileURLToPath(new URL("../../dist/dashboard", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
  },
  // Page development beside a running session: this serves the page, the session's server the stream.
  server: { proxy: { "/ws": { target: "ws://127.0.0.1:8080", ws: true } } },
});
