import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { finish, hipline, repositoryRoot, startHipline } from "../support/hipline-process.ts";

describe("the hipline process", () => {
  it("prints its version and ends with 0", async () => {
    const manifest = JSON.parse(await readFile(`${repositoryRoot}/package.json`, "utf8"));
    expect(await hipline(["--version"])).toEqual({
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: "",
    });
  });

  it("prints help to standard output and ends with 0", async () => {
    const { code, stdout, stderr } = await hipline(["replay", "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Usage: hipline replay \[FILE] \[OPTIONS]\n/);
  });

  it("answers an unknown flag with one line on standard error and ends with 2", async () => {
    expect(await hipline(["replay", "--spped", "2"])).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "replay: unknown flag --spped; did you mean --speed? (hipline replay --help lists all)\n",
    });
  });

  it("answers a file that is not there with one line and ends with 1", async () => {
    const { code, stdout, stderr } = await hipline(["inspect", "no-such-file.mcap"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^inspect: .*no-such-file\.mcap.*\n/);
    expect(stderr).not.toContain("    at ");
  });

  it("does not crash when nobody reads what it prints", async () => {
    expect(await finish(startHipline(["--help"]), true)).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });

  it("keeps what was recorded when Ctrl-C ends it, and says up to where", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hipline-ctrl-c-"));
    try {
      const file = join(folder, "part.mcap");
      const child = startHipline(["replay", "--no-serve", "--speed", "20", "--record", file]);
      const finished = finish(child);
      child.stdout?.once("data", () => setTimeout(() => child.kill("SIGINT"), 1000));
      const { code, stdout } = await finished;
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Recorded to .*part\.mcap \(.+B\): the session up to 0:\d\d$/m);
      expect((await hipline(["inspect", file])).code).toBe(0);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
