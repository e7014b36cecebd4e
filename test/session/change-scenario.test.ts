import { describe, expect, it } from "vitest";
import { changeScenario, leftOutText, numberedRunner } from "../../src/session/change-scenario.ts";
import {
  cadenceLimitsSpm,
  runningSpeedLimitsMPerS,
  type ScenarioChanges,
} from "../../src/session/simulation-options.ts";
import { defaultScenario } from "../../src/transport/simulated/scenario.ts";
import { noScenarioChanges } from "../support/no-scenario-changes.ts";

const scenario = defaultScenario({ durationS: 300 });
const changed = (changes: Partial<ScenarioChanges>, from = scenario) =>
  changeScenario(from, { ...noScenarioChanges, ...changes });

describe("changeScenario", () => {
  it("changes nothing that was not asked for", () => {
    expect(changed({})).toEqual(scenario);
  });

  it("changes speed of running, cadence, side and seed", () => {
    const found = changed({
      runningSpeedMPerS: 3.5,
      cadenceSpm: 180,
      affectedSide: "right",
      seed: 9,
    });
    expect(found.stages).toEqual([
      scenario.stages[0],
      scenario.stages[1],
      { atS: 20, gait: "running", speedMPerS: 3.5 },
    ]);
    expect(found.runner).toMatchObject({ cadenceSpm: 180, affectedSide: "right" });
    expect(found.seed).toBe(9);
  });

  it("takes every speed and cadence that the command line takes, and no others", () => {
    for (const speed of Object.values(runningSpeedLimitsMPerS)) {
      expect(changed({ runningSpeedMPerS: speed }).stages[2]).toMatchObject({ speedMPerS: speed });
    }
    for (const cadenceSpm of Object.values(cadenceLimitsSpm)) {
      expect(changed({ cadenceSpm }).runner.cadenceSpm).toBe(cadenceSpm);
    }
    const { min, max } = runningSpeedLimitsMPerS;
    for (const speed of [min - 0.1, max + 0.1]) {
      expect(() => changed({ runningSpeedMPerS: speed })).toThrow(/speedMPerS/);
    }
    for (const cadenceSpm of [cadenceLimitsSpm.min - 1, cadenceLimitsSpm.max + 1]) {
      expect(() => changed({ cadenceSpm })).toThrow(/cadenceSpm/);
    }
  });

  it("adds compensations on the affected side, of the usual size where none is said", () => {
    const compensations = [
      { kind: "stance-shortened", amount: null, atS: 60 },
      { kind: "pelvic-tilt", amount: 3, atS: 90 },
    ] as const;
    const first = changed({ affectedSide: "left", compensations });
    expect(first.compensations).toEqual([
      { kind: "stance-shortened", side: "left", atS: 60, rampS: 30, amount: 6 },
      { kind: "pelvic-tilt", side: "left", atS: 90, rampS: 30, amount: 3 },
    ]);
    // The side is known from the scenario now; another one moves everything over.
    const more = [{ kind: "contralateral-drop", amount: null, atS: 70 }] as const;
    expect(changed({ compensations: more }, first).compensations).toHaveLength(3);
    const other = changed({ affectedSide: "right" }, first);
    expect(other.compensations.map(({ side }) => side)).toEqual(["right", "right"]);
    expect(other.runner.affectedSide).toBe("right");
  });

  it("says in the name that the side is another than the scenario was made for", () => {
    const left = defaultScenario({
      name: "The left hip hurts",
      durationS: 300,
      runner: { affectedSide: "left" },
    });
    expect(changed({ affectedSide: "right" }, left).name).toBe(
      "The left hip hurts (affected side changed to right)",
    );
    expect(changed({ affectedSide: "left" }, left).name).toBe("The left hip hurts");
    expect(changed({ affectedSide: "left" }).name).toBe(scenario.name);
    const compensations = [{ kind: "pelvic-tilt", side: "left", atS: 100, amount: 5 }] as const;
    const spared = defaultScenario({ durationS: 300, compensations: [...compensations] });
    expect(changed({ affectedSide: "right" }, spared).name).toMatch(/changed to right/);
  });

  it("asks for the side, and for a run that is long enough", () => {
    const compensations = [{ kind: "pelvic-tilt", amount: null, atS: 60 }] as const;
    expect(() => changed({ compensations })).toThrow(/which hip is spared/);
    expect(() => changed({ compensations, affectedSide: "left", durationS: 60 })).toThrow(
      /pelvic-tilt at 60 s, but the run ends at 60 s/,
    );
    const standing = defaultScenario({ stages: [{ atS: 0, gait: "standing" }] });
    expect(() => changed({ runningSpeedMPerS: 3 }, standing)).toThrow(/nobody runs/);
  });

  it("ends earlier without what would begin later, or never", () => {
    const long = defaultScenario({
      durationS: 300,
      entries: [
        { atS: 10, kind: "catch" },
        { atS: 200, kind: "sharp-pain" },
      ],
      faults: [
        { kind: "dropout", pod: "pelvis", atS: 100, forS: 5 },
        { kind: "upside-down", pod: "leftThigh" },
      ],
      compensations: [{ kind: "pelvic-tilt", side: "left", atS: 100, amount: 5 }],
    });
    const short = changed({ durationS: 15 }, long);
    expect(short.durationS).toBe(15);
    expect(short.stages.map(({ gait }) => gait)).toEqual(["standing", "walking"]);
    expect(short.entries).toHaveLength(1);
    expect(short.faults.map(({ kind }) => kind)).toEqual(["upside-down"]);
    expect(short.compensations).toEqual([]);
    expect(changed({ durationS: "endless" }, long)).toEqual({ ...long, durationS: null });
    const leftOut = (durationS: ScenarioChanges["durationS"]) =>
      leftOutText(long, { ...noScenarioChanges, durationS });
    expect(leftOut(9)).toBe(
      "Left out, because the run ends at 0:09: 1 stage, 1 compensation, 2 entries, 1 fault.",
    );
    expect(leftOut(150)).toBe("Left out, because the run ends at 2:30: 1 entry.");
    expect([leftOut(201), leftOut("endless"), leftOut(null)]).toEqual([null, null, null]);
  });
});

describe("numberedRunner", () => {
  it("is another runner of the same scenario", () => {
    expect(numberedRunner(scenario, 1)).toEqual({
      ...scenario,
      name: "Simulated run, runner 2",
      seed: scenario.seed + 1,
      runner: { ...scenario.runner, label: "Simulated runner 2" },
    });
    expect(numberedRunner({ ...scenario, seed: 2 ** 32 - 1 }, 1).seed).toBe(0);
  });
});
