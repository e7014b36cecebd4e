import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { repositoryRoot } from "../support/hipline-process.ts";

/** There from the first test of a file to its last. */
export interface BuiltPage {
  readonly browser: Browser;
  /** Where the page is built: not where the program has it, which another test may be using. */
  readonly dashboardDir: string;
}

/** Builds the page and opens a browser before the tests of a file. Ask for it inside a test. */
export function builtPage(): () => BuiltPage {
  let built: BuiltPage | undefined;
  beforeAll(async () => {
    const dashboardDir = await mkdtemp(join(tmpdir(), "hipline-page-"));
    await build({
      configFile: `${repositoryRoot}/src/dashboard/vite.config.ts`,
      logLevel: "error",
      build: { outDir: dashboardDir },
    });
    built = { browser: await launchBrowser(), dashboardDir };
  }, 60_000);
  afterAll(async () => {
    if (built === undefined) return;
    await built.browser.close();
    await rm(built.dashboardDir, { recursive: true });
  });
  return () => {
    if (built === undefined) throw new Error("the page is not built yet");
    return built;
  };
}
