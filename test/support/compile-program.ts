import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { repositoryRoot } from "./hipline-process.ts";

/**
 * Vitest's global setup: dist as `npm run build` makes it of src, but for the page and the check of types, which has its own place
 * in `npm test`. Tests start the program dozens of times, and each start through tsx would take twice as long.
 */
export async function setup(): Promise<void> {
  const compile = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--noCheck"];
  await promisify(execFile)(process.execPath, compile, { cwd: repositoryRoot });
}
