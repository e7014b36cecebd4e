import { describe, expect, it } from "vitest";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import type { BaselineOutput } from "../../src/model/alert-output.ts";
import type { PersonalBaseline } from "../../src/model/runner-history.ts";
import type { CalibrationOutput, StrideOutput } from "../../src/model/session-output.ts";
import { AlertRun } from "../support/alert-run.ts";
import { ofKind } from "../support/recorded-events.ts";

const needed = defaultAlertRules.baseline.strides;

const baselines = (run: AlertRun): readonly BaselineOutput[] => ofKind(run.told, "baseline");
const newest = (run: AlertRun): BaselineOutput | undefined => baselines(run).at(-1);
const centre = (run: AlertRun, metric: string): number | undefined =>
  newest(run)?.metrics.find((one) => one.metric === metric)?.centre;

const reset = (timeS: number) => ({ kind: "baselineReset", timeS, by: "Ida" }) as const;

const calibrated = (
  timeS: number,
  stage: CalibrationOutput["stage"],
  verdict: CalibrationOutput["verdict"],
  placement: CalibrationOutput["placement"] = "pelvis",
): CalibrationOutput => ({
  kind: "calibration",
  timeS,
  podId: "00000000000000a1",
  placement,
  stage,
  verdict,
  mountingTiltDeg: null,
  mountingTurnDeg: null,
  uncertaintyDeg: null,
  slipDeg: verdict === "slipped" ? 9 : null,
  message: "",
});

const usual: PersonalBaseline = {
  affectedSide: "left",
  sessions: 4,
  ageDays: 3,
  speeds: [
    {
      speedKmH: 9.5,
      strideTimeS: 0.72,
      metrics: [
        {
          metric: "stanceTimeSymmetryIndexPct",
          centre: -4,
          strideSd: 2,
          blockSd: 0.8,
          strides: 480,
        },
      ],
    },
  ],
};
const history = {
  sessions: 6,
  personalBaseline: usual,
  painNextMorning: 0,
  lastWorstPain: 0,
  lastSharpPainOrCatch: false,
  lastStartedAt: null,
};

describe("the session's baseline", () => {
  it("begins after the warm-up, tells how far it is, and is ready once", () => {
    const run = new AlertRun().belt(9.5).settle();
    const warm = baselines(run).findLast((one) => one.suspended === "warming-up");
    expect(warm?.strides).toBe(0);
    const first = baselines(run).find((one) => one.strides > 0);
    expect(first?.timeS).toBeGreaterThan(defaultAlertRules.baseline.warmUpS);
    expect(baselines(run).filter((one) => one.status === "ready")).toHaveLength(1);
    expect(newest(run)).toMatchObject({ speedKmH: 9.5, source: "session", strides: needed });
    expect(centre(run, "pelvicTiltDeg")).toBeCloseTo(10, 1);
  });

  it("never moves by itself", () => {
    const run = new AlertRun().belt(9.5).settle();
    const before = newest(run)?.metrics;
    for (let i = 0; i < 20; i++) run.run({ strides: 40, tiltDeg: 10 + i / 10 });
    expect(newest(run)?.metrics).toEqual(before);
    run.run({ strides: 100, tiltDeg: 15.5 });
    expect(run.story.at(-1)).toMatch(/alert pelvic-tilt$/);
  });

  it("takes only clean strides, and rests while somebody is in pain or an alert stands", () => {
    const run = new AlertRun().belt(9.5).run({ strides: 120 });
    const before = newest(run)?.strides ?? 0;
    expect(before).toBeGreaterThan(10);
    run.enter("pain", 1).run({ strides: 60 });
    expect(newest(run)).toMatchObject({ suspended: "pain", status: "gathering" });
    run.enter("pain", 0).run({ strides: 12 });
    expect(newest(run)?.strides).toBeLessThanOrEqual(before + 12);
    run.run({ strides: 40, clean: false });
    expect(newest(run)?.suspended).toBe("unclean-strides");
    run.run({ strides: needed });
    expect(newest(run)?.status).toBe("ready");
    run.run({ strides: 200, tiltDeg: 16 }).belt(12).run({ strides: 200, tiltDeg: 16 });
    expect(newest(run)).toMatchObject({ speedKmH: 12, suspended: "alert-stands", strides: 0 });
  });

  it("is begun anew by a person, which ends what was measured against it and is told", () => {
    const run = new AlertRun().belt(9.5).settle().run({ strides: 200, tiltDeg: 16 });
    run.take(reset(run.timeS));
    expect(run.alerts.at(-1)).toMatchObject({ phase: "released", ruleId: "pelvic-tilt" });
    expect(run.alerts.at(-1)?.message).toContain("Ida");
    const told = baselines(run).findLast((one) => one.status === "reset");
    expect(told).toMatchObject({ resetBy: "Ida", strides: 0, metrics: [] });
    const steps = run.story.length;
    run.run({ strides: 400, tiltDeg: 16 });
    expect(run.story).toHaveLength(steps);
    expect(centre(run, "pelvicTiltDeg")).toBeCloseTo(16, 1);
  });

  it("of angles is begun anew by a calibration of their pod; that of stance times stays", () => {
    const run = new AlertRun().belt(9.5).settle();
    run.take(calibrated(run.timeS, "standing", "good"));
    expect(baselines(run).findLast((one) => one.status === "reset")?.resetBy).toBe("calibration");
    run.run({ strides: 160, tiltDeg: 18 });
    expect(run.story).toEqual([]);
    expect(centre(run, "pelvicTiltDeg")).toBeCloseTo(18, 1);
    expect(centre(run, "stanceTimeSymmetryIndexPct")).toBeCloseTo(0, 1);
  });

  it("is another one at another speed; between two it is interpolated, and says so", () => {
    const run = new AlertRun().belt(9).settle({ tiltDeg: 9 });
    run.belt(11).run({ strides: 200, tiltDeg: 17 });
    expect(run.story).toEqual([]);
    expect(newest(run)).toMatchObject({ speedKmH: 11, status: "ready" });
    run.belt(10).run({ strides: 90, tiltDeg: 13 });
    const rules = ofKind(run.told, "gaitWatch").at(-1)?.rules ?? [];
    const tilt = rules.find(({ ruleId }) => ruleId === "pelvic-tilt")?.finding;
    expect(tilt?.baseline).toMatchObject({ source: "interpolated", speedKmH: 10 });
    expect(tilt?.change).toBeCloseTo(0, 0);
  });

  it("of an unknown speed holds at its pace only", () => {
    const run = new AlertRun().settle();
    expect(newest(run)).toMatchObject({ speedKmH: null, status: "ready" });
    run.run({ strides: 120, tiltDeg: 16, strideTimeS: 0.68 });
    expect(run.story).toEqual([]);
    expect(ofKind(run.told, "gaitWatch").at(-1)?.suspended).toBe("pace-differs");
    run.run({ strides: 120, tiltDeg: 16 });
    expect(run.story.at(-1)).toMatch(/alert pelvic-tilt$/);
  });
});

describe("a personal baseline", () => {
  it("counts before the session's own, from the first full window on, and tells its age", () => {
    const run = new AlertRun({ history }).belt(9.5).settle({ leftShorterPct: 2 });
    expect(run.story.at(-1)).toMatch(/alert stance-shortened$/);
    const finding = run.alerts.at(-1)?.finding;
    expect(finding?.baseline).toMatchObject({ source: "personal", ageDays: 3, centre: -4 });
    expect(run.alerts.at(-1)?.message).toContain("than your usual at 9.5 km/h (up to 3 days ago)");
  });

  it("counts at an unknown speed only where it was run at this pace", () => {
    const atPace = (strideTimeS: number): AlertRun => {
      const speeds = usual.speeds.map((one) => ({ ...one, speedKmH: null, strideTimeS }));
      const personalBaseline = { ...usual, speeds };
      return new AlertRun({ history: { ...history, personalBaseline } }).settle({
        leftShorterPct: 2,
      });
    };
    const same = atPace(0.73);
    expect(same.story.at(-1)).toMatch(/alert stance-shortened$/);
    expect(newest(same)?.source).toBe("personal");
    const other = atPace(0.6);
    expect(other.story).toEqual([]);
    expect(newest(other)?.source).toBe("session");
  });

  it("is not there for what is measured from another zero every day", () => {
    const speeds = [
      {
        speedKmH: 9.5,
        strideTimeS: 0.72,
        metrics: [
          {
            metric: "pelvicTiltDeg",
            centre: 1,
            strideSd: 0.5,
            blockSd: 0.3,
            strides: 400,
          } as const,
        ],
      },
    ];
    const personalBaseline = { ...usual, speeds };
    const run = new AlertRun({ history: { ...history, personalBaseline } }).belt(9.5).settle();
    expect(run.story).toEqual([]);
  });
});

describe("gait rules are suspended, and say so,", () => {
  const suspended = (run: AlertRun, ruleId: string) =>
    ofKind(run.told, "gaitWatch")
      .at(-1)
      ?.rules.find((one) => one.ruleId === ruleId)?.suspended;

  it.each(["pelvis", "leftThigh", "rightThigh"] as const)(
    "while the %s pod is silent",
    (placement) => {
      const run = new AlertRun().belt(9.5).settle();
      expect(suspended(run, "stance-shortened")).toBeNull();
      run.pod(placement, "silent");
      expect(suspended(run, "stance-shortened")).toBe("pod-silent");
      run.run({ strides: 200, leftShorterPct: 20 });
      expect(run.story).toEqual(["raised alert pod-silent"]);
      run.pod(placement, "live").run({ strides: 1, leftShorterPct: 20 });
      expect(run.story).toEqual(["raised alert pod-silent", "released alert pod-silent"]);
    },
  );

  it("while a pod has slipped: the angles', not those of stance times", () => {
    const run = new AlertRun().belt(9.5).settle();
    run.take(calibrated(run.timeS, "slip", "slipped"));
    expect(suspended(run, "pelvic-tilt")).toBe("pod-slipped");
    expect(suspended(run, "stance-shortened")).toBeNull();
    run.run({ strides: 200, tiltDeg: 30, leftShorterPct: 7 });
    expect(run.story.filter((step) => !step.includes("stance-shortened"))).toEqual([
      "raised watch pod-slip",
    ]);
    expect(run.story.at(-1)).toMatch(/alert stance-shortened$/);
  });

  it("while their value is not measured", () => {
    const run = new AlertRun().belt(9.5).settle();
    const change = (stride: StrideOutput) => ({
      ...stride,
      hipInternalRotationStanceExcursionDeg: null,
    });
    run.run({ strides: 3, change });
    expect(suspended(run, "hip-rotation-reduced")).toBeNull();
    run.run({ strides: 12, change });
    expect(suspended(run, "hip-rotation-reduced")).toBe("not-measured");
    expect(suspended(run, "stance-shortened")).toBeNull();
  });

  it("while the thigh pods are on the wrong legs, while nobody runs, and in the warm-up", () => {
    const run = new AlertRun().belt(9.5).run({ strides: 20 });
    expect(suspended(run, "pelvic-tilt")).toBe("warming-up");
    run.settle();
    run.take(calibrated(run.timeS, "sides", "swapped", "leftThigh"));
    expect(suspended(run, "stance-shortened")).toBe("sides-swapped");
    run.take(calibrated(run.timeS, "sides", "good", "leftThigh")).stand(3);
    expect(suspended(run, "stance-shortened")).toBe("not-running");
    expect(run.story).toEqual([]);
  });
});
