import { describe, expect, it } from "vitest";
import { intervalText, planHeadline, timeLeftS } from "../../src/dashboard/plan-words.ts";
import { planAt } from "./sample-alerts.ts";

describe("the words of a plan", () => {
  it("say the interval, its speed and its cadence as far as they are set", () => {
    const { interval, next } = planAt(1);
    expect(interval && intervalText(interval)).toBe("Run 3:00 at 9.5 km/h, +5.0 % cadence");
    expect(next && intervalText(next)).toBe("Walk 1:00");
  });

  it("say where the runner is in it", () => {
    const statuses = ["waiting", "active", "paused", "done", "stopped"] as const;
    expect(statuses.map((status) => planHeadline(planAt(1, { status })))).toEqual([
      "Not begun",
      "Run",
      "Paused: run",
      "Done",
      "Stopped",
    ]);
  });

  it("count the time that is left, never below nothing", () => {
    expect(timeLeftS(planAt(1))).toBe(120);
    expect(timeLeftS(planAt(1, { intervalElapsedS: 200 }))).toBe(0);
    expect(timeLeftS(planAt(1, { interval: null }))).toBeNull();
  });
});
