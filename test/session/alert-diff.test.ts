import { describe, expect, it } from "vitest";
import type { AlertOutput } from "../../src/model/alert-output.ts";
import { diffAlerts } from "../../src/session/alert-diff.ts";
import { alertDiffLines } from "../../src/session/alert-diff-report.ts";
import { type AlertSpan, alertSpans } from "../../src/session/alert-tally.ts";

const alert = (changes: Partial<AlertOutput>): AlertOutput => ({
  kind: "alert",
  alertId: "pelvic-tilt-1",
  ruleId: "pelvic-tilt",
  phase: "raised",
  severity: "watch",
  timeS: 100,
  raisedAtS: 100,
  message: "tipped",
  podId: null,
  finding: null,
  causes: [],
  acknowledgedBy: null,
  ...changes,
});

const episode = (changes: Partial<AlertSpan> = {}): AlertSpan => ({
  ruleId: "pelvic-tilt",
  podId: null,
  severity: "watch",
  startS: 100,
  endS: 160,
  message: "tipped",
  causesStartS: [],
  escalatedAtS: null,
  acknowledged: null,
  clearedBy: null,
  ...changes,
});

describe("the alerts of a session", () => {
  it("are told from raising to release, with the worst that each came to", () => {
    const told = [
      alert({}),
      alert({ phase: "escalated", severity: "alert", timeS: 120, message: "tipped a lot" }),
      alert({
        alertId: "pain-1",
        ruleId: "pain",
        severity: "alert",
        timeS: 130,
        raisedAtS: 130,
        message: "stop",
      }),
      alert({ phase: "acknowledged", severity: "alert", timeS: 140, message: "tipped a lot" }),
      alert({ phase: "released", severity: "alert", timeS: 160, message: "near it again" }),
    ];
    expect(alertSpans(told)).toMatchObject([
      episode({ severity: "alert", message: "tipped a lot", escalatedAtS: 120 }),
      { ruleId: "pain", severity: "alert", startS: 130, endS: null, message: "stop" },
    ]);
  });
});

describe("the difference of two sets of alerts", () => {
  it("pairs alerts of a rule that overlap, each with one other", () => {
    const later = episode({ startS: 150, endS: 170 });
    const again = episode({ startS: 155, endS: 158 });
    expect(diffAlerts([episode()], [later, again])).toEqual({
      onlyBefore: [],
      onlyAfter: [again],
      both: [{ before: episode(), after: later }],
    });
  });

  it("pairs neither other rules nor other times", () => {
    const before = [episode(), episode({ startS: 300, endS: null })];
    const after = [episode({ ruleId: "pain" }), episode({ startS: 161, endS: 299 })];
    expect(diffAlerts(before, after)).toEqual({ onlyBefore: before, onlyAfter: after, both: [] });
  });

  it("keeps pods apart: one that was silent is not the other", () => {
    const left = episode({ ruleId: "pod-silent", podId: "00000000000000a2" });
    const right = episode({ ruleId: "pod-silent", podId: "00000000000000a3", startS: 110 });
    expect(alertSpans([alert({ podId: "00000000000000a2" })])[0]?.podId).toBe("00000000000000a2");
    const diff = diffAlerts([left, right], [right]);
    expect(diff).toEqual({
      onlyBefore: [left],
      onlyAfter: [],
      both: [{ before: right, after: right }],
    });
  });

  it("holds what still stands at the end to go on", () => {
    const before = episode({ endS: null });
    const after = episode({ startS: 500 });
    expect(diffAlerts([before], [after]).both).toEqual([{ before, after }]);
  });

  it("points from a pattern to what it is made of", () => {
    const pattern = episode({ message: "Several changes:", causesStartS: [61, 100] });
    expect(alertDiffLines(diffAlerts([], [pattern]), "those before", "mine").at(-1)).toBe(
      "  new: 1:40 to 2:40, pelvic-tilt (watch): Several changes: told at 1:01 and 1:40",
    );
  });

  it("is told with times, rules and sentences", () => {
    const diff = diffAlerts(
      [
        episode({ startS: 20, endS: 30, message: "gone tilt" }),
        episode({ severity: "alert" }),
        episode({ ruleId: "pain", endS: null, message: "stop" }),
        episode({ ruleId: "incline", endS: null }),
      ],
      [
        episode({ startS: 120, endS: 150.4 }),
        episode({ ruleId: "pain", startS: 100.5, endS: null, message: "stop" }),
        episode({ ruleId: "incline", endS: 200 }),
        episode({ ruleId: "duration", startS: 600, endS: null, message: "end it" }),
      ],
    );
    expect(alertDiffLines(diff, "those that were recorded", "Coach A")).toEqual([
      'Alerts by the rules "Coach A", against those that were recorded (not clinically validated):',
      "  1 alert gone, 1 new, 2 otherwise, 1 the same",
      "  gone: 0:20 to 0:30, pelvic-tilt (watch): gone tilt",
      "  new: 10:00 to the end, duration (watch): end it",
      "  otherwise (20 s later, watch instead of alert, over 10 s earlier): 2:00 to 2:30, pelvic-tilt (watch): tipped",
      "  otherwise (over at 3:20 instead of the end): 1:40 to 3:20, incline (watch): tipped",
    ]);
  });
});
