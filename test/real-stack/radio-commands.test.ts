import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";
import { finish, hipline, startHipline } from "../support/hipline-process.ts";

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-radio-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the commands that use the radio, as programs", () => {
  it("pair emulated pods by taps, which a scan then knows", async () => {
    const environment = { HIPLINE_CONFIG: at("try.json") };
    const paired = await hipline(["pair", "--virtual", "--seconds", "3"], environment);
    expect(paired.stderr).toMatch(/^Stand still, and tap the pod on your left thigh/m);
    expect(paired).toMatchObject({ code: 0 });
    expect(paired.stdout).toMatch(
      /^left thigh +[0-9a-f]{16} +208 Hz\n.*\nSaved to .*try\.json\n$/m,
    );
    const config = parseConfig(await readFile(at("try.json"), "utf8"), "try.json");
    expect(config.pods.map(({ placement }) => placement)).toEqual([
      "pelvis",
      "leftThigh",
      "rightThigh",
    ]);
    const flags = ["--virtual", "--seconds", "3", "--no-connect", "--json"];
    const scanned = await hipline(["scan", ...flags], environment);
    expect(scanned).toMatchObject({ code: 0 });
    const { pods } = JSON.parse(scanned.stdout);
    for (const { podId, placement } of config.pods) {
      expect(pods).toContainEqual(
        expect.objectContaining({ podId, configuredPlacement: placement }),
      );
    }
  }, 90_000);

  it("do not put emulated pods into a person's own config", async () => {
    const assigned = await hipline(["pair", "--virtual", "--assign", "0123456789abcdef=pelvis"], {
      HOME: folder,
      XDG_CONFIG_HOME: folder,
    });
    expect(assigned.code).toBe(1);
    const [, id = ""] = /there are ([0-9a-f]{16})/.exec(assigned.stderr) ?? [];
    const again = await hipline(["pair", "--virtual", "--assign", `${id}=pelvis`], {
      HOME: folder,
      XDG_CONFIG_HOME: folder,
    });
    expect(again.code).toBe(0);
    expect(again.stderr).toContain("not saved to your own config");
    await expect(readFile(at("hipline/config.json"))).rejects.toMatchObject({ code: "ENOENT" });
  }, 90_000);

  it("end in order on Ctrl-C, and leave nothing behind", async () => {
    const child = startHipline(["pair", "--virtual", "--config", at("never.json")]);
    child.stderr?.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("your left thigh")) child.kill("SIGINT");
    });
    const ended = await finish(child);
    expect(ended.stderr).toContain("Given up: the config is as it was.");
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    await expect(readFile(at("never.json"))).rejects.toMatchObject({ code: "ENOENT" });
  }, 90_000);
});
