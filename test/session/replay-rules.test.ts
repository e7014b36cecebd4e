import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSession } from "../../src/recording/session-reader.ts";
import { SessionWriter } from "../../src/recording/session-writer.ts";
import { type ReplayOptions, runReplay } from "../../src/session/run-replay.ts";
import { runSimulation } from "../../src/session/run-simulation.ts";
import { capturedContext } from "../support/captured-context.ts";
import { noScenarioChanges } from "../support/no-scenario-changes.ts";
import { quietRun } from "../support/quiet-run.ts";

let folder: string;
const at = (name: string): string => join(folder, name);

async function replay(changes: Partial<ReplayOptions>) {
  const context = capturedContext();
  const code = await runReplay({ ...quietRun, file: at("session.mcap"), ...changes }, context);
  return { code, context };
}

/** What is said from the comparison on, without the lines of the recording. */
function comparison(printed: readonly string[]): readonly string[] {
  const first = printed.findIndex((line) => line.startsWith("Alerts by the rules"));
  return first === -1 ? [] : printed.slice(first).filter((line) => !line.startsWith("Recorded"));
}

/** Somebody who stands, runs, and says twice that it hurts. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-replay-rules-"));
  const scenario = {
    name: "A short run",
    seed: 3,
    durationS: 22,
    stages: [
      { atS: 0, gait: "standing" },
      { atS: 8, gait: "running", speedMPerS: 2.8 },
    ],
    entries: [
      { atS: 15, kind: "pain", level: 3 },
      { atS: 20, kind: "pain", level: 5 },
    ],
  };
  await writeFile(at("scenario.json"), JSON.stringify(scenario));
  const pain = { watchLevel: 3, alertLevel: 4 };
  await writeFile(at("own.json"), JSON.stringify({ version: 1, name: "Own", rules: { pain } }));
  const late = { watchLevel: 4, alertLevel: 6 };
  await writeFile(
    at("late.json"),
    JSON.stringify({ version: 1, name: "Late", rules: { pain: late } }),
  );
  await writeFile(at("wrong.json"), '{"version": 1, "ruls": {}}');
  await runSimulation(
    {
      ...quietRun,
      scenario: at("scenario.json"),
      changes: noScenarioChanges,
      plan: null,
      runners: 1,
      truthFile: null,
      recordFile: at("session.mcap"),
      rulesFile: at("own.json"),
    },
    capturedContext(),
  );
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function headerRulesOf(path: string): Promise<string | undefined> {
  const reader = await openSession(path);
  await reader.close();
  return reader.header.alertRules?.name;
}

describe("a replay with a rules file", () => {
  it("says at the end what differs from what was recorded by the recording's own rules", async () => {
    expect(await headerRulesOf(at("session.mcap"))).toBe("Own");
    const { code, context } = await replay({
      rulesFile: at("late.json"),
      recordFile: at("late.mcap"),
    });
    expect(code).toBe(0);
    expect(comparison(context.printed)).toEqual([
      'Alerts by the rules "Late", against those that were recorded (not clinically validated):',
      "  no alerts gone, 0 new, 1 otherwise, 0 the same",
      "  otherwise (5 s later, watch instead of alert): 0:20 to the end, pain (watch): Pain 5 of 10: go easier, and say when it changes.",
    ]);
    expect(await headerRulesOf(at("late.mcap"))).toBe("Late");
  });

  it("without one goes by the rules of the recording, and compares nothing", async () => {
    const { context } = await replay({ recordFile: at("same.mcap") });
    expect(comparison(context.printed)).toEqual([]);
    expect(context.printed.join("\n")).toContain("0:15 to the end (escalated at 0:20): Pain");
    expect(await headerRulesOf(at("same.mcap"))).toBe("Own");
  });

  it("runs the raw data a second time where the recording holds nothing that rules said", async () => {
    const reader = await openSession(at("session.mcap"));
    const path = at("raw.mcap");
    const writer = await SessionWriter.create(path, reader.header);
    for await (const event of reader.events()) await writer.writeEvent(event);
    await writer.close();
    await reader.close();
    const { context } = await replay({ file: path, rulesFile: at("late.json") });
    expect(comparison(context.printed).slice(0, 2)).toEqual([
      'Alerts by the rules "Late", against those by the recording\'s rules "Own" (not clinically validated):',
      "  no alerts gone, 0 new, 1 otherwise, 0 the same",
    ]);
  });

  it("plays nothing where the file is not sound", async () => {
    await expect(replay({ rulesFile: at("wrong.json") })).rejects.toThrow(
      `${at("wrong.json")}: unknown field "ruls"`,
    );
  });
});
