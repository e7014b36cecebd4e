#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { commands } from "./commands/index.ts";
import { exitCodes, reportError, runProgram } from "./program.ts";
import { stopOnSignals } from "./stop-on-signals.ts";
import { stopWithParent } from "./stop-with-parent.ts";
import { Terminal } from "./terminal.ts";
import { TerminalInput } from "./terminal-input.ts";

function packageVersion(): string {
  // The same two steps up from src/cli and from dist/cli.
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );
  return (manifest as { version: string }).version;
}

const version = packageVersion();
const output = new Terminal({
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  nowMs: () => performance.now(),
});

for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    reportError("hipline", error, { output, version });
    process.exit(exitCodes.failure);
  });
}

const input = new TerminalInput(process.stdin);
process.exitCode = await runProgram(process.argv.slice(2), commands, process.env, {
  output,
  input,
  signal: AbortSignal.any([
    stopOnSignals(
      process,
      (code) => process.exit(code),
      () => performance.now(),
    ),
    stopWithParent(process),
  ]),
  version,
});
// Whoever waits for input keeps the program alive.
input.close();
