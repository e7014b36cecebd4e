import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repositoryRoot } from "../support/hipline-process.ts";

let empty: string;
beforeAll(async () => {
  empty = await mkdtemp(join(tmpdir(), "hipline-accuracy-"));
});
afterAll(() => rm(empty, { recursive: true, force: true }));

function run(script: string, args: readonly string[]): Promise<{ code: unknown; stderr: string }> {
  const whole = ["--import", "tsx", script, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, whole, { cwd: repositoryRoot }, (error, _stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}

describe("programs that need reference data", () => {
  it.each([
    ["accuracy/run.ts", ["--runs", "no-such-folder"], /^--runs no-such-folder: no such folder\n$/],
    [
      "accuracy/run.ts",
      ["--sacral", "no-such-folder"],
      /^--sacral no-such-folder: no such folder\n$/,
    ],
    ["accuracy/run.ts", ["--fast"], /^Unknown option '--fast'.*\n {2}npm run accuracy /],
    [
      "accuracy/run.ts",
      ["--only", "hips"],
      /^--only hips: choose one of angles, stance, robustness, simulated, clock, alerts\n$/,
    ],
    ["accuracy/fit-contact-timing.ts", [], /^usage: .* DIR\n$/],
    ["accuracy/fit-contact-timing.ts", ["no-such-folder"], /no-such-folder'\n$/],
    ["golden/make-expected-results.ts", [], /^usage: .* DIR NAME\n$/],
    ["golden/make-expected-results.ts", ["no-such-folder", "x"], /runner\.json'\n$/],
  ] as const)(
    "%s %j says in words what is wrong and ends with 2",
    async (script, args, message) => {
      const { code, stderr } = await run(`test/${script}`, args);
      expect(code).toBe(2);
      expect(stderr).toMatch(message);
      expect(stderr).not.toContain("    at ");
    },
  );

  it("refuses a folder that holds no run", async () => {
    // With every folder named there is nothing to say about those that are not here.
    const args = ["--only", "stance", "--runs", empty, "--sacral", empty];
    const { code, stderr } = await run("test/accuracy/run.ts", args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `${empty}: holds no treadmill run\n` });
  });
});
