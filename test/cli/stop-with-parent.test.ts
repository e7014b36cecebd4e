import { spawn } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { stopWithParent } from "../../src/cli/stop-with-parent.ts";
import { finish, programPath, repositoryRoot } from "../support/hipline-process.ts";

describe("stopWithParent", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ["aborts where npm's shell has died", { npm_lifecycle_event: "start" }, true],
    ["lets a program live on that somebody left running", {}, false],
  ])("%s", (_, env, aborts) => {
    const child = { ppid: 41, env };
    const signal = stopWithParent(child);
    vi.advanceTimersByTime(5000);
    expect(signal.aborted).toBe(false);
    child.ppid = 1;
    vi.advanceTimersByTime(1000);
    expect(signal.aborted).toBe(aborts);
  });
});

describe("hipline under npm", () => {
  it("ends in order when the shell that npm runs it in is ended", async () => {
    // What npm does: a shell that waits for the program, and that alone gets the signal.
    const command = `"$0" ${programPath} replay --no-serve; exit $?`;
    const shell = spawn("sh", ["-c", command, process.execPath], {
      cwd: repositoryRoot,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, npm_lifecycle_event: "start" },
    });
    // Only when the program, too, has let go of its output.
    const finished = finish(shell);
    shell.stdout?.once("data", () => setTimeout(() => shell.kill("SIGTERM"), 500));
    const { stdout, stderr } = await finished;
    expect(stdout).toMatch(/^Replaying /);
    expect(stderr).not.toContain("unexpected error");
  });
});
