import { describe, expect, it } from "vitest";
import { usualConfigPath } from "../../src/session/config-path.ts";

describe("the folder of the config", () => {
  it.each([
    ["linux", {}, "/home/ann", "/home/ann/.config/hipline/config.json"],
    ["linux", { XDG_CONFIG_HOME: "/cfg" }, "/home/ann", "/cfg/hipline/config.json"],
    ["linux", { XDG_CONFIG_HOME: "" }, "/home/ann", "/home/ann/.config/hipline/config.json"],
    ["freebsd", { XDG_CONFIG_HOME: "cfg" }, "/home/ann", "/home/ann/.config/hipline/config.json"],
    [
      "darwin",
      { XDG_CONFIG_HOME: "/cfg" },
      "/Users/ann",
      "/Users/ann/Library/Application Support/hipline/config.json",
    ],
    ["win32", { APPDATA: "D:\\Roaming" }, "C:\\Users\\ann", "D:\\Roaming\\hipline\\config.json"],
    ["win32", {}, "C:\\Users\\ann", "C:\\Users\\ann\\AppData\\Roaming\\hipline\\config.json"],
  ] as const)("on %s with %j of %s is %s", (platform, environment, homeDirectory, path) => {
    expect(usualConfigPath({ platform, environment, homeDirectory })).toBe(path);
  });
});
