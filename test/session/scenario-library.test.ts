import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findScenario, shippedScenarios } from "../../src/session/scenario-library.ts";
import { fixturePath } from "../support/run-recording.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-scenario-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the scenarios that come with Hipline", () => {
  it("can all be played, end, and say what they are", async () => {
    const all = await shippedScenarios();
    expect(all.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["bad-radio", "healthy", "left-hip", "slipping-pod"]),
    );
    for (const { id, scenario } of all) {
      expect(await findScenario(id)).toEqual(scenario);
      expect(scenario.durationS, id).not.toBeNull();
      expect(scenario.description, id).toMatch(/\S/);
      expect(scenario.stages.map(({ gait }) => gait)).toContain("running");
    }
  });

  it("are named where there is no such one", async () => {
    await expect(findScenario("left-hipp")).rejects.toMatchObject({
      message: expect.stringMatching(/no scenario is called "left-hipp"; there are .*left-hip/),
      hint: expect.stringContaining("--list"),
    });
  });
});

describe("a scenario file", () => {
  it("is read by its path, and named in what is wrong with it", async () => {
    const path = join(folder, "mine.json");
    await writeFile(path, '{"name":"Mine","stages":[{"atS":0,"gait":"standing"}]}');
    expect(await findScenario(path)).toMatchObject({ name: "Mine", seed: 1 });
    await writeFile(path, '{"stages":[{"atS":0,"gait":"hopping"}]}');
    await expect(findScenario(path)).rejects.toThrow(
      /mine\.json: stages\[0].*"standing", "walking" or "running"/,
    );
    await expect(findScenario(join(folder, "gone.json"))).rejects.toThrow(
      /gone\.json: no such file/,
    );
  });

  it("is told from what is none by its name and kind", async () => {
    await expect(findScenario(folder)).rejects.toThrow(`${folder}: is a directory, not a scenario`);
    await expect(findScenario("/dev/null")).rejects.toThrow("/dev/null: is not a regular file");
    // There, but in the folder that the command runs in: no slash tells that it is a file.
    await expect(findScenario("README.md")).rejects.toThrow(
      "README.md: the name of a scenario file must end in .json",
    );
    await expect(findScenario("gone.mcap")).rejects.toThrow(/gone\.mcap: no such file/);
    const recording = fixturePath("runner-18.mcap");
    await expect(findScenario(recording)).rejects.toMatchObject({
      message: `${recording}: the name of a scenario file must end in .json`,
      hint: `A recorded session is played by \`hipline replay ${recording}\`.`,
    });
  });
});
