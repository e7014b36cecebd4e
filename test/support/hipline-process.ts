import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const repositoryRoot = fileURLToPath(new URL("../..", import.meta.url));

/** The program as it is shipped, from the repository's root: compile-program.ts has made it of src. */
export const programPath = "dist/cli/main.js";

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command line as its own process, with nothing of the caller's environment but the path. */
export function startHipline(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(process.execPath, [programPath, ...args], {
    cwd: repositoryRoot,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, ...environment },
  });
}

/** What the process printed and how it ended. `closeStdoutEarly` = the reader goes before anything is written. */
export function finish(child: ChildProcess, closeStdoutEarly = false): Promise<Finished> {
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    if (closeStdoutEarly) child.stdout?.destroy();
    else child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs the command line to its end. */
export function hipline(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return finish(startHipline(args, environment));
}
