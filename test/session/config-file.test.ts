import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyConfig } from "../../src/config/config.ts";
import { UserError } from "../../src/config/user-error.ts";
import {
  configPath,
  readConfig,
  readLiveConfig,
  writeConfig,
} from "../../src/session/config-file.ts";
import { usualConfigPath } from "../../src/session/config-path.ts";
import { sampleConfig } from "../support/sample-config.ts";

let folder: string;
const at = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-config-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function errorOf(action: Promise<unknown>): Promise<UserError> {
  try {
    await action;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("did not fail");
}

describe("the config file", () => {
  it("is the one asked for, else the person's own", () => {
    expect(configPath("here.json")).toBe("here.json");
    expect(configPath(null)).toBe(usualConfigPath());
  });

  it("comes into being with the folders it needs, and is read back", async () => {
    const path = at("deep/down/config.json");
    expect(await readConfig(path)).toBeNull();
    await writeConfig(path, sampleConfig);
    expect(await readConfig(path)).toEqual(sampleConfig);
    expect(await readLiveConfig(path)).toEqual({ path, config: sampleConfig });
  });

  it("takes the place of the old one at one stroke, with its permissions, through a link", async () => {
    await writeConfig(at("real.json"), emptyConfig);
    await chmod(at("real.json"), 0o600);
    await symlink(at("real.json"), at("link.json"));
    await writeConfig(at("link.json"), sampleConfig);
    expect(await readlink(at("link.json"))).toBe(at("real.json"));
    expect(await readConfig(at("real.json"))).toEqual(sampleConfig);
    expect((await stat(at("real.json"))).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(["link.json", "real.json"]);
  });

  it("stays as it is where the new one would not be a config", async () => {
    const path = at("config.json");
    await writeConfig(path, sampleConfig);
    const before = await readFile(path, "utf8");
    const twice = { ...sampleConfig, pods: [...sampleConfig.pods, ...sampleConfig.pods] };
    expect((await errorOf(writeConfig(path, twice))).message).toContain("pods[2].podId");
    expect(await readFile(path, "utf8")).toBe(before);
    expect(await readdir(folder)).toEqual(["config.json"]);
  });

  it("leaves nothing behind where it cannot take its place", async () => {
    await mkdir(at("config.json"));
    const error = await errorOf(writeConfig(at("config.json"), sampleConfig));
    expect(error.message).toBe(`${at("config.json")}: cannot be written: is a directory (EISDIR)`);
    expect(error.hint).toContain("still there");
    expect(await readdir(folder)).toEqual(["config.json"]);
    await writeFile(at("file"), "");
    const blocked = await errorOf(writeConfig(at("file/config.json"), sampleConfig));
    expect(blocked.message).toContain("a part of its path is a file");
  });

  it("must be there, and have a pelvis pod, for a live session", async () => {
    const missing = await errorOf(readLiveConfig(at("none.json")));
    expect(missing.message).toBe(`${at("none.json")}: no such file`);
    expect(missing.hint).toContain("hipline pair");
    await writeConfig(at("empty.json"), emptyConfig);
    expect((await errorOf(readLiveConfig(at("empty.json")))).message).toContain(
      "empty.json: pods: no pelvis pod, nor any other",
    );
    await writeConfig(at("thigh.json"), { ...sampleConfig, pods: sampleConfig.pods.slice(1) });
    expect((await errorOf(readLiveConfig(at("thigh.json")))).message).toContain(
      "no pelvis pod, only left thigh",
    );
  });
});
