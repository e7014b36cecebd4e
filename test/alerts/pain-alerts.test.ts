import { describe, expect, it } from "vitest";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import { AlertRun } from "../support/alert-run.ts";
import { ofKind } from "../support/recorded-events.ts";

const act = (run: AlertRun, action: "acknowledge" | "clear", alertId: string) =>
  run.take({ kind: "alertAction", timeS: run.timeS, action, alertId, by: "coach" });

describe("pain", () => {
  it.each([
    ["pain", 0, []],
    ["pain", 1, ["raised watch pain"]],
    ["pain", 2, ["raised watch pain"]],
    ["pain", 3, ["raised alert pain"]],
    ["pain", 10, ["raised alert pain"]],
    ["sharp-pain", null, ["raised alert pain"]],
    ["catch", null, ["raised alert pain"]],
    ["effort", 9, []],
  ] as const)("%s %s: %j", (entry, level, story) => {
    expect(new AlertRun().enter(entry, level).story).toEqual(story);
  });

  it("needs no strides, and says stop whatever is measured", () => {
    const run = new AlertRun().belt(9.5).settle().enter("sharp-pain");
    expect(run.alerts[0]?.message).toMatch(/^Sharp pain: stop running/);
    expect(run.alerts[0]?.timeS).toBe(run.timeS);
  });

  it("stands until a person clears it; what is only watched ends with the pain", () => {
    const run = new AlertRun().enter("pain", 2).enter("pain", 0);
    expect(run.story).toEqual(["raised watch pain", "released watch pain"]);
    const bad = new AlertRun().enter("pain", 4).enter("pain", 0).settle();
    expect(bad.story).toEqual(["raised alert pain"]);
    act(bad, "clear", "another-1");
    expect(bad.story).toHaveLength(1);
    act(bad, "clear", "pain-1");
    expect(bad.alerts.at(-1)).toMatchObject({ phase: "released", message: "Cleared by coach." });
  });

  it("that gets worse is told anew, and must be acknowledged anew", () => {
    const run = new AlertRun().enter("pain", 2);
    act(run, "acknowledge", "pain-1");
    expect(run.alerts.at(-1)).toMatchObject({ phase: "acknowledged", acknowledgedBy: "coach" });
    run.enter("pain", 5).enter("pain", 4).enter("catch").enter("sharp-pain").enter("catch");
    expect(run.story.slice(2)).toEqual(Array.from({ length: 3 }, () => "escalated alert pain"));
    expect(run.alerts.at(-1)?.acknowledgedBy).toBeNull();
    expect(new Set(run.alerts.map(({ alertId }) => alertId))).toEqual(new Set(["pain-1"]));
  });

  it.each(["sharp-pain", "catch"] as const)(
    "comes again after somebody acknowledged it: %s is told again",
    (entry) => {
      const run = new AlertRun().enter(entry);
      act(run, "acknowledge", "pain-1").enter(entry);
      expect(run.alerts.at(-1)).toMatchObject({ phase: "escalated", acknowledgedBy: null });
      expect(ofKind(run.told, "cue")).toHaveLength(2);
      // Who taps twice has said it once.
      run.enter(entry);
      expect(ofKind(run.told, "cue")).toHaveLength(2);
    },
  );

  it("that is less than what is watched is not said to be none", () => {
    const rules = {
      ...defaultAlertRules.rules,
      pain: { type: "pain", enabled: true, watchLevel: 2, alertLevel: 4, cooldownS: 0 },
    } as const;
    const run = new AlertRun({ alertRules: { ...defaultAlertRules, rules } });
    run.enter("pain", 3).enter("pain", 1);
    expect(run.alerts.at(-1)).toMatchObject({ phase: "released", message: "Pain 1 of 10." });
  });

  it("after it was cleared begins a new alert", () => {
    const run = new AlertRun().enter("sharp-pain");
    act(run, "clear", "pain-1").enter("pain", 3);
    expect(run.alerts.at(-1)).toMatchObject({ alertId: "pain-2", phase: "raised" });
  });
});

describe("acknowledging", () => {
  it("tells by whom, once, and leaves the alert standing", () => {
    const run = new AlertRun().belt(9.5).settle().run({ strides: 200, tiltDeg: 16 });
    const steps = run.story.length;
    act(run, "acknowledge", "pelvic-tilt-1");
    act(run, "acknowledge", "pelvic-tilt-1");
    act(run, "clear", "pelvic-tilt-1");
    expect(run.story.slice(steps)).toEqual(["acknowledged alert pelvic-tilt"]);
    run.run({ strides: 200 });
    expect(run.alerts.at(-1)).toMatchObject({ phase: "released", acknowledgedBy: "coach" });
  });
});
