import { describe, expect, it } from "vitest";
import { defaultAlertRules } from "../../src/alerts/default-alert-rules.ts";
import {
  type AlertView,
  alertFeed,
  isPain,
  stopAdvices,
  withAlert,
} from "../../src/dashboard/alert-views.ts";
import type { AlertOutput } from "../../src/model/alert-output.ts";
import { gaitAlert, painAlert } from "./sample-alerts.ts";

function afterWords(...words: AlertOutput[]): readonly AlertView[] {
  return words.reduce<readonly AlertView[]>(withAlert, []);
}

const ids = (views: readonly AlertView[]) => views.map(({ alert }) => alert.alertId);

describe("withAlert", () => {
  it("follows an alert on its way: raised, escalated, acknowledged, over", () => {
    const raised = gaitAlert({ severity: "watch", timeS: 10, raisedAtS: 10 });
    const escalated = gaitAlert({ phase: "escalated", timeS: 20, raisedAtS: 10 });
    const acknowledged = {
      ...escalated,
      phase: "acknowledged",
      timeS: 30,
      acknowledgedBy: "coach",
    } as const;
    const [view] = afterWords(raised, escalated, acknowledged);
    expect(view).toEqual({
      alert: acknowledged,
      escalatedAtS: 20,
      acknowledgedAtS: 30,
      over: null,
    });
    const released = {
      ...acknowledged,
      phase: "released",
      timeS: 40,
      message: "Near your baseline again.",
    } as const;
    const [end] = afterWords(raised, escalated, acknowledged, released);
    expect(end).toEqual({ ...view, over: { atS: 40, message: "Near your baseline again." } });
  });

  it("forgets who acknowledged it once it is worse", () => {
    const acknowledged = painAlert({ phase: "acknowledged", timeS: 5, acknowledgedBy: "runner" });
    const [view] = afterWords(acknowledged, painAlert({ phase: "escalated", timeS: 9 }));
    expect(view).toMatchObject({ acknowledgedAtS: null, escalatedAtS: 9 });
    expect(view?.alert.acknowledgedBy).toBeNull();
  });

  it("tells of an alert of which it has seen the end only", () => {
    const [view] = afterWords(gaitAlert({ phase: "released", timeS: 300, message: "Over." }));
    expect(view?.alert.raisedAtS).toBe(252);
    expect(view?.over).toEqual({ atS: 300, message: "Over." });
  });

  it("raises one anew under the same id as standing", () => {
    const released = gaitAlert({ phase: "released", timeS: 260 });
    const [view, ...rest] = afterWords(
      gaitAlert(),
      released,
      gaitAlert({ timeS: 400, raisedAtS: 400 }),
    );
    expect(view).toMatchObject({ over: null, escalatedAtS: null });
    expect(rest).toEqual([]);
  });

  it("keeps fifty, and of what stands everything while something else can go", () => {
    const pain = painAlert({ timeS: 1 });
    const others = Array.from({ length: 60 }, (_, i) => {
      const raised = gaitAlert({ alertId: `g-${i}`, timeS: 2 + i });
      return [raised, { ...raised, phase: "released" as const, timeS: 2.5 + i }];
    });
    const views = afterWords(pain, ...others.flat());
    expect(views).toHaveLength(50);
    expect(views.some(({ alert }) => alert === pain)).toBe(true);
    expect(ids(views)).toContain("g-59");
    expect(ids(views)).not.toContain("g-0");
  });
});

describe("alertFeed", () => {
  it("shows standing alerts first, pain before all else, then the worse and the newer", () => {
    const views = afterWords(
      gaitAlert({ alertId: "old", timeS: 1, raisedAtS: 1 }),
      gaitAlert({ alertId: "ended", timeS: 2, raisedAtS: 2 }),
      painAlert({ severity: "watch", timeS: 3, raisedAtS: 3 }),
      gaitAlert({ alertId: "watched", severity: "watch", timeS: 90, raisedAtS: 90 }),
      gaitAlert({ alertId: "new", timeS: 5, raisedAtS: 5 }),
      gaitAlert({ alertId: "ended-later", timeS: 6, raisedAtS: 6 }),
      gaitAlert({ alertId: "ended", phase: "released", timeS: 100, raisedAtS: 100 }),
      gaitAlert({ alertId: "ended-later", phase: "released", timeS: 101, raisedAtS: 101 }),
    );
    expect(ids(alertFeed(views, defaultAlertRules))).toEqual([
      "pain-1",
      "new",
      "old",
      "watched",
      "ended-later",
      "ended",
    ]);
  });
});

describe("stopAdvices", () => {
  it("are standing alerts about pain that is more than watched", () => {
    expect(
      stopAdvices(afterWords(gaitAlert(), painAlert({ severity: "watch" })), undefined),
    ).toEqual([]);
    const stopped = afterWords(painAlert({ severity: "watch" }), painAlert({ phase: "escalated" }));
    expect(ids(stopAdvices(stopped, undefined))).toEqual(["pain-1"]);
    const cleared = afterWords(painAlert(), painAlert({ phase: "released", timeS: 300 }));
    expect(stopAdvices(cleared, undefined)).toEqual([]);
  });

  it("go by the type of the rule, whatever it is called", () => {
    const { pain } = defaultAlertRules.rules;
    if (pain === undefined) throw new Error("the default rules have no rule pain");
    const rules = { ...defaultAlertRules, rules: { "my-hip": pain } };
    expect(isPain(painAlert({ ruleId: "my-hip" }), rules)).toBe(true);
    expect(isPain(painAlert({ ruleId: "my-hip" }), defaultAlertRules)).toBe(false);
    expect(isPain(gaitAlert(), defaultAlertRules)).toBe(false);
  });
});
