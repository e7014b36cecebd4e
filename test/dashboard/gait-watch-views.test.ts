import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baselineWords, changeMarks } from "../../src/dashboard/gait-watch-views.ts";
import { changeDirections } from "../../src/model/alert-rules.ts";
import { baseline, finding, ruleState } from "./sample-alerts.ts";

describe("changeMarks", () => {
  it("gives most of the scale to the side that counts", () => {
    const marks = changeMarks(ruleState({ finding: { ...finding, change: 5, ci95: 2.5 } }));
    expect(marks).toEqual({
      zero: 25,
      point: 75,
      from: 50,
      to: 100,
      watch: [expect.closeTo(55)],
      alert: [75],
    });
    const decrease = changeMarks(ruleState({ direction: "decrease" }));
    expect(decrease?.zero).toBe(75);
    expect(decrease?.alert).toEqual([25]);
    const either = changeMarks(ruleState({ direction: "either" }));
    expect(either?.zero).toBe(50);
    expect(either?.alert).toHaveLength(2);
  });

  it("keeps everything on the scale, in order", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const positive = fc.double({ min: 0.01, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(
        number,
        positive,
        positive,
        fc.constantFrom(...changeDirections),
        (change, ci95, alertLimit, direction) => {
          const rule = ruleState({
            finding: { ...finding, change, ci95 },
            alertLimit,
            watchLimit: alertLimit / 2,
            direction,
          });
          const marks = changeMarks(rule);
          if (marks === null) throw new Error("no marks");
          const { from, point, to } = marks;
          const places = [0, from, point, to, 100];
          // Rounding may turn two that are equal by the last digit.
          const steps = places.slice(1).map((place, i) => place - (places[i] ?? 0));
          expect(Math.min(...steps)).toBeGreaterThan(-1e-9);
        },
      ),
    );
  });

  it("draws nothing where nothing is measured, or nothing is the limit", () => {
    expect(changeMarks(ruleState({ finding: null }))).toBeNull();
    expect(changeMarks(ruleState({ watchLimit: null, alertLimit: null }))).toBeNull();
    expect(changeMarks(ruleState({ watchLimit: 0, alertLimit: 0 }))).toBeNull();
  });
});

describe("baselineWords", () => {
  it("counts the strides, and says why there are no more of them", () => {
    expect(baselineWords(null)).toEqual({ text: "none yet.", why: null });
    expect(baselineWords(baseline(1))).toEqual({
      text: "gathering 34 of 120 strides at 9.5 km/h.",
      why: null,
    });
    expect(baselineWords(baseline(1, { suspended: "pain", speedKmH: null }))).toEqual({
      text: "gathering 34 of 120 strides, speed not known.",
      why: "On hold: pain was entered: how you run now is not your usual",
    });
  });

  it("names earlier sessions with their age where they are compared with", () => {
    const ready = baseline(1, { status: "ready", strides: 120 });
    expect(baselineWords(ready).text).toBe("ready at 9.5 km/h, 120 strides.");
    expect(baselineWords({ ...ready, source: "personal", ageDays: 3 }).text).toBe(
      "ready at 9.5 km/h, 120 strides; compared with your earlier sessions, newest 3 days old.",
    );
    expect(baselineWords({ ...ready, source: "interpolated" }).text).toContain("speeds around");
  });

  it("says who has begun it anew, and when", () => {
    const reset = baseline(125, { status: "reset", resetBy: "coach" });
    expect(baselineWords(reset).text).toBe("begun anew at 2:05 (coach).");
    expect(baselineWords({ ...reset, resetBy: "calibration" }).text).toContain("calibrated anew");
  });
});
