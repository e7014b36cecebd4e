import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSession } from "../../src/recording/session-reader.ts";
import { findPlan } from "../../src/session/plan-library.ts";
import { runSimulation } from "../../src/session/run-simulation.ts";
import type { SimulationOptions } from "../../src/session/simulation-options.ts";
import type { ScenarioInput } from "../../src/transport/simulated/scenario-schema.ts";
import { type CapturedContext, capturedContext } from "../support/captured-context.ts";
import { noScenarioChanges } from "../support/no-scenario-changes.ts";
import { quietRun } from "../support/quiet-run.ts";
import { ofKind } from "../support/recorded-events.ts";
import { runRecording } from "../support/run-recording.ts";

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hipline-simulation-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Somebody stands and runs, which every pod but one hears well. */
const scenario: ScenarioInput = {
  name: "A short run",
  seed: 3,
  durationS: 40,
  stages: [
    { atS: 0, gait: "standing" },
    { atS: 8, gait: "running", speedMPerS: 2.8 },
  ],
  entries: [
    { atS: 20, kind: "pain", level: 3 },
    { atS: 25.5, kind: "catch" },
  ],
  faults: [{ kind: "burst-loss", pod: "leftThigh", atS: 30, forS: 2 }],
};

async function simulate(
  changes: Partial<SimulationOptions> = {},
  input: ScenarioInput = scenario,
): Promise<{ code: number; context: CapturedContext }> {
  const file = at("scenario.json");
  await writeFile(file, JSON.stringify(input));
  const context = capturedContext();
  const code = await runSimulation(
    {
      scenario: file,
      changes: noScenarioChanges,
      runners: 1,
      plan: null,
      truthFile: null,
      ...quietRun,
      ...changes,
    },
    context,
  );
  return { code, context };
}

async function recorded(path: string) {
  const reader = await openSession(path);
  const outputs = [];
  for await (const { output } of reader.outputs()) outputs.push(output);
  const { header } = reader;
  await reader.close();
  return { header, outputs };
}

describe("a simulated session", () => {
  it("is recorded so that a replay of it, recorded again, gives the same file", async () => {
    const { code } = await simulate({ recordFile: at("run.mcap"), plan: "fai-treadmill-20" });
    expect(code).toBe(0);
    const { header, outputs } = await recorded(at("run.mcap"));
    expect(header).toMatchObject({ origin: { kind: "simulated", seed: 3 }, title: "A short run" });
    expect(header.plan).toEqual(await findPlan("fai-treadmill-20"));
    expect(ofKind(outputs, "stride").length).toBeGreaterThan(60);
    expect(ofKind(outputs, "entry")).toEqual([
      { kind: "entry", timeS: 20, entry: "pain", painLevel: 3, effortLevel: null },
      { kind: "entry", timeS: 25.5, entry: "catch", painLevel: null, effortLevel: null },
    ]);
    expect(ofKind(outputs, "alert").map(({ ruleId }) => ruleId)).toContain("pod-silent");
    await runRecording(at("run.mcap"), at("replayed.mcap"));
    const [once, again] = await Promise.all([
      readFile(at("run.mcap")),
      readFile(at("replayed.mcap")),
    ]);
    expect(again.equals(once)).toBe(true);
  });

  it("writes the same bytes for the same seed, and others for another", async () => {
    const files = (name: string) => ({
      recordFile: at(`${name}.mcap`),
      truthFile: at(`${name}.jsonl`),
    });
    await simulate(files("once"));
    await simulate(files("again"));
    await simulate(files("other"), { ...scenario, seed: 4 });
    for (const ending of ["mcap", "jsonl"]) {
      const once = await readFile(at(`once.${ending}`));
      expect((await readFile(at(`again.${ending}`))).equals(once), ending).toBe(true);
      expect((await readFile(at(`other.${ending}`))).equals(once), ending).toBe(false);
    }
  });

  it("says at its end how near its numbers are to the truth, which the truth file bears out", async () => {
    const { faults: _, ...sound } = scenario;
    const { context } = await simulate(
      { truthFile: at("truth.jsonl"), recordFile: at("measured.mcap") },
      sound,
    );
    const [, matched] =
      context.printed.map((line) => /^Against the truth, (\d+) clean/.exec(line)).find(Boolean) ??
      [];
    expect(Number(matched)).toBeGreaterThan(50);
    const truth = (await readFile(at("truth.jsonl"), "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const stances = truth.filter(({ kind, gait }) => kind === "stance" && gait === "running");
    const { outputs } = await recorded(at("measured.mcap"));
    const clean = ofKind(outputs, "stride").filter((stride) => stride.clean);
    for (const { side, initialContactS, toeOffS } of clean) {
      const near = stances.find(
        (stance) =>
          stance.side === side && Math.abs(stance.initialContactS - initialContactS) < 0.03,
      );
      expect(Math.abs(near?.toeOffS - toeOffS)).toBeLessThan(0.03);
    }
    expect(context.printed).toContain(`Truth written to ${at("truth.jsonl")}`);
  });

  it("runs several runners at once, each with files of its own", async () => {
    const { code, context } = await simulate({
      runners: 3,
      recordFile: at("many.mcap"),
      truthFile: at("many.jsonl"),
    });
    expect(code).toBe(0);
    const headers = await Promise.all(
      [1, 2, 3].map(async (n) => (await recorded(at(`many-${n}.mcap`))).header),
    );
    expect(new Set(headers.map(({ sessionId }) => sessionId)).size).toBe(3);
    expect(headers.map(({ origin }) => origin.seed)).toEqual([3, 4, 5]);
    expect(context.printed.filter((line) => /^runner \d:$/.test(line))).toHaveLength(3);
    expect(context.printed.filter((line) => line.startsWith("Truth written"))).toHaveLength(3);
  });

  it("says what a shorter duration leaves out", async () => {
    const { context } = await simulate({ changes: { ...noScenarioChanges, durationS: 5 } });
    expect(context.noted).toEqual([
      "Left out, because the run ends at 0:05: 1 stage, 2 entries, 1 fault.",
    ]);
  });

  it("serves each runner on a port of its own", async () => {
    const { context } = await simulate({ runners: 2, serve: true, port: 0 });
    const urls = context.printed.flatMap(
      (line) => /^Dashboard of runner \d: (\S+)$/.exec(line)?.[1] ?? [],
    );
    expect(new Set(urls).size).toBe(2);
  });

  it("is not a failure where a pod falls silent because it was to", async () => {
    const silent: ScenarioInput = {
      ...scenario,
      faults: [{ kind: "never-appears", pod: "rightThigh" }],
    };
    const { code, context } = await simulate({}, silent);
    expect(code).toBe(0);
    expect(context.printed).toContain("right thigh pod: sent nothing");
    expect(context.noted).toEqual([]);
  });
});

describe("what cannot be simulated is refused before anything is written:", () => {
  it.each<[string, Partial<SimulationOptions>, RegExp]>([
    ["a name of another kind of file", { truthFile: "truth.txt" }, /must end in \.jsonl/],
    ["too few ports", { runners: 10, port: 65_530 }, /leaves no ports for 10 runners/],
  ])("%s", async (_, changes, message) => {
    await expect(simulate(changes)).rejects.toThrow(message);
  });

  it("a truth file that is there already, of any of the runners", async () => {
    const before = (await readdir(folder)).filter((name) => name !== "scenario.json");
    await writeFile(at("there-2.jsonl"), "mine");
    const files = { recordFile: at("there.mcap"), truthFile: at("there.jsonl") };
    await expect(simulate({ runners: 2, ...files })).rejects.toThrow(/there-2\.jsonl: already/);
    const after = (await readdir(folder)).filter((name) => name !== "scenario.json");
    expect(after.sort()).toEqual([...before, "there-2.jsonl"].sort());
    expect(await readFile(at("there-2.jsonl"), "utf8")).toBe("mine");
  });

  it("a run without end as fast as possible", async () => {
    await expect(simulate({}, { ...scenario, durationS: null })).rejects.toThrow(/never end/);
  });

  it("a runner without a pelvis pod", async () => {
    await expect(simulate({}, { ...scenario, pods: { pelvis: null } })).rejects.toThrow(
      /scenario\.json: pods\.pelvis: null, but angles and stance times rest on the pelvis pod/,
    );
  });

  it("a scenario that is none", async () => {
    const bad = { ...scenario, seed: -1 };
    await expect(simulate({}, bad)).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(/scenario\.json: seed: found -1/),
    });
  });
});
