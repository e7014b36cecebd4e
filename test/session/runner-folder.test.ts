import { posix } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/session/open-store.ts";
import { runnerFolderName } from "../../src/session/runner-folder.ts";
import { usualRunnersFolder } from "../../src/session/state-path.ts";

describe("the folder of a runner's sessions", () => {
  it("can be recognized", () => {
    expect(runnerFolderName(undefined)).toBe("runner");
    expect(runnerFolderName("Runner 18")).toMatch(/^runner-18-[0-9a-f]{8}$/);
    expect(runnerFolderName("runner")).not.toBe("runner");
    expect(runnerFolderName("Ann")).not.toBe(runnerFolderName("ann"));
  });

  it("has a plain and short name whatever the label", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (label) => {
        expect(runnerFolderName(label)).toMatch(/^[a-z0-9][a-z0-9-]{0,60}$/);
      }),
    );
  });

  it("is the asked one's, or nowhere where nothing is to be kept", () => {
    const folder = "/kept";
    const wanted = { folder, isWanted: true };
    expect(openStore(wanted, undefined, false)?.folder).toBe(posix.join(folder, "runner"));
    expect(openStore({ folder, isWanted: false }, undefined, false)).toBeNull();
    expect(openStore({ folder: null, isWanted: true }, undefined, false)?.folder).toBe(
      posix.join(usualRunnersFolder(), "runner"),
    );
  });

  it("never mixes runners that do not exist with those that do", () => {
    expect(openStore({ folder: null, isWanted: true }, undefined, true)).toBeNull();
    expect(openStore({ folder: "/kept", isWanted: true }, undefined, true)?.folder).toBe(
      "/kept/simulated-runner",
    );
  });
});

describe("the usual folder of all runners", () => {
  it.each([
    ["linux", {}, "/home/ann", "/home/ann/.local/state/hipline/runners"],
    ["linux", { XDG_STATE_HOME: "/var/s" }, "/home/ann", "/var/s/hipline/runners"],
    ["freebsd", { XDG_STATE_HOME: "s" }, "/home/ann", "/home/ann/.local/state/hipline/runners"],
    ["darwin", {}, "/Users/ann", "/Users/ann/Library/Application Support/hipline/runners"],
    ["win32", { LOCALAPPDATA: "D:\\Local" }, "C:\\Users\\ann", "D:\\Local\\hipline\\runners"],
    ["win32", {}, "C:\\Users\\ann", "C:\\Users\\ann\\AppData\\Local\\hipline\\runners"],
  ] as const)("on %s with %j of %s is %s", (platform, environment, homeDirectory, path) => {
    expect(usualRunnersFolder({ platform, environment, homeDirectory })).toBe(path);
  });
});
