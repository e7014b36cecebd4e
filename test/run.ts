/**
 * `npm test`: every check and every test, one after the other; a step that fails does not stop the
 * next. The last line is always "N passed, N failed" (tests, and each check counted as one); the
 * exit code is 1 where anything failed, was skipped, or no test ran.
 *
 *   npm test                     everything
 *   npm test -- test/codec …     only the test files whose path contains one of these
 *   npm test -- --only unit      all but the tests that drive a browser or the Bluetooth stack, and those of whole runs
 *   npm test -- --only host      of these, all but the tests of what uses nothing of Node
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cCompiler, chromium, provide } from "./support/machine-tools.ts";
import { countTests } from "./support/vitest-report.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

/** Test folders that drive browsers or the whole program; what the others need comes with Node. */
const beyondUnit = ["browser", "e2e", "real-stack"];

/**
 * Test folders that play whole runs through the pipeline: pure computation too, and most of the time that it takes. Another release
 * line would compute the same once more: of what they are made of it runs all tests, and test/golden compares whole recordings.
 */
const wholeRuns = ["pipeline", "scenarios"];

/** Test folders of pure computation: another release line of Node is another compiler to them, and no more. */
const pure = ["alerts", "clock", "codec", "golden", "kernels"];

/** They wait for emulated radios most of the time: several share a core, and nobody else should. */
const realStack = "test/real-stack";
const realStackWorkers = 4;

const total = { passed: 0, failed: 0 };

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

function record(name: string, problem: string | null, startedMs: number): void {
  total[problem === null ? "passed" : "failed"] += 1;
  console.log(`${problem === null ? "ok    " : "FAILED"} ${name} (${seconds(startedMs)})`);
  if (problem !== null) console.log(problem.trimEnd().replaceAll(/^/gm, "       "));
}

interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program of node_modules; `show` lets it write to the terminal itself. */
function runTool(script: string, args: readonly string[], show = false): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join("node_modules", script), ...args], {
      stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
    });
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

type ToolCall = readonly [script: string, ...args: string[]];

async function check(name: string, ...calls: readonly ToolCall[]): Promise<void> {
  const startedMs = performance.now();
  const problems: string[] = [];
  for (const [script, ...args] of calls) {
    const { code, output } = await runTool(script, args);
    if (code !== 0) problems.push(output === "" ? `${script} ended with code ${code}` : output);
  }
  record(name, problems.length === 0 ? null : problems.join("\n"), startedMs);
}

const tsc = "typescript/bin/tsc";
/** What runs in a browser, and the tests that reach into one, are checked with the browser's types. */
const projects = [".", "src/dashboard", "test/tsconfig.browser.json"];
const dashboardBuild = "src/dashboard/vite.config.ts";

async function runChecks(): Promise<void> {
  await check("types", ...projects.map((project): ToolCall => [tsc, "-p", project]));
  await check("lint and format", [
    "@biomejs/biome/bin/biome",
    "ci",
    "--error-on-warnings",
    "--colors=off",
  ]);
  await check("unused files, exports and dependencies", ["knip/bin/knip.js"]);
  const page: ToolCall = ["vite/bin/vite.js", "build", "--config", dashboardBuild];
  await check("build", [tsc, "-p", "tsconfig.build.json"], [...page, "--logLevel", "warn"]);
}

function provideTools(): void {
  for (const tool of [chromium, cCompiler]) {
    const startedMs = performance.now();
    const problem = provide(tool, (line) => console.log(line));
    record(`${tool.name} on this machine`, problem, startedMs);
  }
}

async function runTests(selection: readonly string[], name = "tests"): Promise<void> {
  const startedMs = performance.now();
  const folder = await mkdtemp(path.join(tmpdir(), "hipline-test-"));
  try {
    const reportFile = path.join(folder, "vitest.json");
    const { code } = await runTool(
      "vitest/vitest.mjs",
      [
        "run",
        "--config=test/vitest.config.ts",
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${reportFile}`,
        ...selection,
      ],
      true,
    );
    const report = existsSync(reportFile)
      ? await readFile(reportFile, "utf8")
      : '{"testResults":[]}';
    const { passed, failed, problems } = countTests(JSON.parse(report));
    const all = [...problems];
    // An unhandled error outside every test shows in the exit code only.
    if (code !== 0 && failed + all.length === 0) all.push(`vitest ended with code ${code}`);
    total.passed += passed;
    total.failed += failed + all.length;
    const state = failed + all.length === 0 ? "ok    " : "FAILED";
    console.log(`${state} ${name} (${seconds(startedMs)})`);
    for (const problem of all) console.log(`       ${problem}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What was asked for on the command line; ends the process where it makes no sense. */
function readArguments(): { readonly only: string | undefined; readonly filters: string[] } {
  try {
    const options = { only: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.only !== undefined && values.only !== "unit" && values.only !== "host") {
      throw new Error(`--only is "${values.only}"; it must be unit or host`);
    }
    return { only: values.only, filters: positionals };
  } catch (error) {
    console.log(`npm test: ${(error as Error).message}`);
    console.log("0 passed, 1 failed");
    process.exit(1);
  }
}

const { only, filters } = readArguments();
if (only !== undefined) {
  const left = [...beyondUnit, ...wholeRuns, ...(only === "host" ? pure : [])];
  await runTests([...filters, ...left.map((folder) => `--exclude=test/${folder}/**`)]);
} else if (filters.length > 0) {
  await runTests(filters);
} else {
  provideTools();
  await runChecks();
  await runTests([`--exclude=${realStack}/**`]);
  await runTests([realStack, `--maxWorkers=${realStackWorkers}`], "tests of the Bluetooth stack");
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
