import { describe, expect, it } from "vitest";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import type { GaitRule } from "../../src/model/alert-rules.ts";
import { AlertRun, type Stretch } from "../support/alert-run.ts";
import { ofKind } from "../support/recorded-events.ts";

const stanceRule = defaultAlertRules.rules["stance-shortened"] as GaitRule;

/** The stretch, as long as any rule needs to be sure. */
const long = (stretch: Omit<Stretch, "strides">): Stretch => ({ strides: 200, ...stretch });

describe("a change of the gait", () => {
  it.each<[string, string | RegExp, Omit<Stretch, "strides">]>([
    [
      "stance-shortened",
      /^Left stance 1[45] ms \((5.9|6.0) %\) shorter against the right/,
      { leftShorterPct: 6 },
    ],
    ["pelvic-tilt", "The pelvis is tipped 6.0° further forward", { tiltDeg: 16 }],
    ["pelvic-tilt", "The pelvis is tipped 6.0° further backward", { tiltDeg: 4 }],
    [
      "contralateral-drop",
      "The right side of the pelvis drops 4.0° further",
      { leftDropDeg: 7, rightDropDeg: 7 },
    ],
    [
      "contralateral-drop-difference",
      "The pelvis drops 4.0° further in left stance, against right",
      { rightDropDeg: -1 },
    ],
    ["hip-rotation-reduced", "The left hip rotates 40 % (4.0°) less", { leftRotationDeg: 6 }],
  ])("%s is told once, with its numbers: %s", (ruleId, sentence, stretch) => {
    const run = new AlertRun().belt(9.5).settle().run(long(stretch));
    // Where it comes at once there is nothing to be watched first.
    expect(run.story.length).toBeLessThanOrEqual(2);
    const alert = run.alerts.at(-1);
    expect(alert).toMatchObject({ ruleId, severity: "alert", alertId: `${ruleId}-1` });
    expect(alert?.message).toMatch(sentence);
    expect(alert?.message).toContain("your baseline at 9.5 km/h, over the newest");
    const finding = alert?.finding;
    expect(finding?.baseline).toMatchObject({ source: "session", speedKmH: 9.5, strides: 120 });
    expect(finding?.change).toBeCloseTo((finding?.value ?? 0) - (finding?.baseline.centre ?? 0), 9);
    expect(Math.abs(finding?.change ?? 0)).toBeGreaterThanOrEqual(finding?.limit ?? Number.NaN);
    expect(finding?.ci95).toBeGreaterThan(0);
    expect(finding?.sinceS).toBeLessThan(alert?.timeS ?? 0);
  });

  it.each<[string, Omit<Stretch, "strides">]>([
    ["the other stance is shorter", { leftShorterPct: -6 }],
    ["the other side drops", { rightDropDeg: 4 }],
    ["the hip rotates more", { leftRotationDeg: 14 }],
    ["the tilt changes by less than is watched", { tiltDeg: 12 }],
    ["a stance is shorter by less than is watched", { leftShorterPct: 2.5 }],
  ])("is not told where %s", (_, stretch) => {
    expect(new AlertRun().belt(9.5).settle().run(long(stretch)).story).toEqual([]);
  });

  it("is only watched below the size of an alert", () => {
    const run = new AlertRun()
      .belt(9.5)
      .settle()
      .run(long({ leftShorterPct: 4 }));
    expect(run.story).toEqual(["raised watch stance-shortened"]);
  });

  it("must last: a stretch shorter than half the window says nothing", () => {
    const run = new AlertRun().belt(9.5).settle();
    run
      .run({ strides: stanceRule.windowStrides / 2 - 5, leftShorterPct: 20 })
      .run({ strides: 200 });
    expect(run.story).toEqual([]);
  });

  it("is over only well below its limit, and is not raised anew at once", () => {
    const run = new AlertRun()
      .belt(9.5)
      .settle()
      .run(long({ leftShorterPct: 6 }));
    run.run(long({ leftShorterPct: 3.5 }));
    expect(run.story.at(-1)).toBe("escalated alert stance-shortened");
    for (let i = 0; i < 200 && run.alerts.at(-1)?.phase !== "released"; i++) {
      run.run({ strides: 1, leftShorterPct: 1 });
    }
    expect(run.story.at(-1)).toBe("released alert stance-shortened");
    const { timeS: overS } = run.alerts.at(-1) ?? { timeS: 0 };
    const steps = run.story.length;
    while (run.timeS < overS + stanceRule.cooldownS - 1) run.run({ strides: 1, leftShorterPct: 8 });
    expect(run.story).toHaveLength(steps);
    run.run({ strides: 3, leftShorterPct: 8 });
    expect(run.story.slice(steps)).toEqual(["raised alert stance-shortened"]);
    const ids = run.alerts.map(({ alertId }) => alertId);
    expect(new Set(ids)).toEqual(new Set(["stance-shortened-1", "stance-shortened-2"]));
  });

  it("that gets worse than what was over does not wait for the cool-down", () => {
    const run = new AlertRun()
      .belt(9.5)
      .settle()
      .run(long({ leftShorterPct: 4 }));
    for (let i = 0; i < 200 && run.alerts.at(-1)?.phase !== "released"; i++) {
      run.run({ strides: 1 });
    }
    expect(run.story.at(-1)).toBe("released watch stance-shortened");
    const overS = run.timeS;
    run.run({ strides: 100, leftShorterPct: 12 });
    const again = run.alerts.find(({ alertId }) => alertId === "stance-shortened-2");
    expect(again).toMatchObject({ phase: "raised", severity: "alert" });
    expect(again?.timeS).toBeLessThan(overS + stanceRule.cooldownS);
  });

  it("is a pattern where two come together, and none where they come apart", () => {
    const both = new AlertRun()
      .belt(9.5)
      .settle()
      .run(long({ leftShorterPct: 6, leftRotationDeg: 6 }));
    expect(both.story).toContain("raised alert compensation-pattern");
    const pattern = both.alerts.find(({ ruleId }) => ruleId === "compensation-pattern");
    expect(new Set(pattern?.causes)).toEqual(
      new Set(["hip-rotation-reduced-1", "stance-shortened-1"]),
    );
    expect(pattern?.message).toContain("to spare the left side");
    both.run(long({ leftShorterPct: 6 }));
    expect(both.story).toContain("released alert compensation-pattern");
    const apart = new AlertRun()
      .belt(9.5)
      .settle()
      .run(long({ leftRotationDeg: 6 }));
    apart.run(long({ leftShorterPct: 6, leftRotationDeg: 6 }));
    expect(apart.story.join()).not.toContain("compensation-pattern");
  });

  it("is measured toward the affected side, whichever it is", () => {
    const right = { runner: { affectedSide: "right" } } as const;
    const run = new AlertRun(right)
      .belt(9.5)
      .settle()
      .run(long({ leftShorterPct: -6 }));
    expect(run.alerts.at(-1)?.message).toMatch(/^Right stance 1[45] ms/);
    const unknown = new AlertRun({ runner: {} }).belt(9.5).settle();
    unknown.run(long({ leftShorterPct: 9, tiltDeg: 16 }));
    expect(new Set(unknown.alerts.map(({ ruleId }) => ruleId))).toEqual(new Set(["pelvic-tilt"]));
    const reasons = ofKind(unknown.told, "gaitWatch")
      .at(-1)
      ?.rules.map((one) => one.suspended);
    expect(reasons).toContain("affected-side-unknown");
  });

  it("says the same of the same outputs, whoever asks", () => {
    const run = new AlertRun()
      .belt(9.5)
      .settle()
      .run(long({ leftShorterPct: 6, tiltDeg: 17 }));
    const again = new AlertRun();
    for (const output of run.taken.slice(again.taken.length)) again.take(output);
    expect(again.told).toEqual(run.told);
    expect(run.alerts.length).toBeGreaterThan(2);
  });

  it("leaves late strides out", () => {
    const change: Stretch["change"] = (stride) => ({ ...stride, late: true });
    const run = new AlertRun()
      .belt(9.5)
      .settle()
      .run(long({ leftShorterPct: 20, change }));
    expect(run.story).toEqual([]);
  });
});
