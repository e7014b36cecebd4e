import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlanTracker } from "../../src/alerts/plan-tracker.ts";
import type { PlanOutput } from "../../src/model/alert-output.ts";
import type { IntervalKind, PlanInterval, RunPlan } from "../../src/model/run-plan.ts";
import { activities, type SessionOutput } from "../../src/model/session-output.ts";
import { activityAt, activityStory, cadenceAt, entryAt } from "../support/told-outputs.ts";

function interval(
  kind: IntervalKind,
  durationS: number,
  cadencePct: number | null = null,
): PlanInterval {
  return { kind, durationS, speedKmH: null, cadencePct };
}

function plan(...intervals: PlanInterval[]): RunPlan {
  return { name: "test", surface: "treadmill", intervals, longestS: null, inclines: false };
}

function track(planned: RunPlan, outputs: readonly SessionOutput[]): PlanOutput[] {
  const tracker = new PlanTracker(planned, 1200);
  return outputs.flatMap((output) => tracker.take(output));
}

/** What changes, in one word each: "12 run" is the status or the interval and when. */
function changes(outputs: readonly PlanOutput[]): string[] {
  const words = outputs.map(({ timeS, status, interval: now }) => ({
    timeS,
    word: status === "active" ? (now?.kind ?? "") : status,
  }));
  return words
    .filter(({ word }, i) => word !== words[i - 1]?.word)
    .map(({ timeS, word }) => `${timeS} ${word}`);
}

const walkRun = plan(interval("walk", 20), interval("run", 30), interval("cool-down", 10));

/** A second of running with a cadence. */
function running(fromS: number, toS: number, cadenceSpm: number): SessionOutput[] {
  const outputs: SessionOutput[] = [];
  for (let timeS = fromS; timeS < toS; timeS += 1) {
    outputs.push(activityAt(timeS, "running"), cadenceAt(timeS, cadenceSpm));
  }
  return outputs;
}

describe("a plan", () => {
  it("waits for the first movement, goes through its intervals with the time on the legs, and is done", () => {
    const story = activityStory(["standing", 10], ["walking", 20], ["running", 50]);
    expect(changes(track(walkRun, story))).toEqual([
      "0 waiting",
      "10 walk",
      "30 run",
      "60 cool-down",
      "70 done",
    ]);
  });

  it("is told again every second, and says what comes next", () => {
    const outputs = track(walkRun, activityStory(["standing", 3], ["walking", 22]));
    expect(outputs.filter(({ timeS }) => timeS < 20)).toHaveLength(20);
    expect(outputs[0]).toMatchObject({
      status: "waiting",
      index: null,
      interval: null,
      next: { kind: "walk", durationS: 20 },
      elapsedS: 0,
      plannedS: 60,
      longestS: 1200,
      metronomeSpm: null,
    });
    expect(outputs.find(({ timeS }) => timeS === 8)).toMatchObject({
      status: "active",
      index: 0,
      intervalElapsedS: 5,
      next: { kind: "run" },
      elapsedS: 5,
    });
    expect(outputs.at(-1)).toMatchObject({ index: 1, intervalElapsedS: 1, elapsedS: 21 });
  });

  it("pauses while the runner stands, and not while the pod is away", () => {
    const rest = activityStory(["walking", 10], ["standing", 30], ["walking", 20]);
    expect(changes(track(walkRun, rest))).toEqual(["0 walk", "15 paused", "40 walk", "45 run"]);
    const outage = activityStory(["walking", 10], [null, 30], ["running", 30]);
    expect(changes(track(walkRun, outage))).toEqual([
      "0 walk",
      "20 run",
      "50 cool-down",
      "60 done",
    ]);
  });

  it("ends with a stop, and counts no more", () => {
    const story = activityStory(["running", 60]);
    story.splice(25, 0, entryAt(24.5, "stop"));
    const outputs = track(walkRun, story);
    expect(changes(outputs)).toEqual(["0 walk", "20 run", "24.5 stopped"]);
    expect(outputs.at(-1)).toMatchObject({ index: null, next: null, elapsedS: 24.5 });
  });

  it("goes on counting the time on the legs when it is done", () => {
    const last = track(walkRun, activityStory(["running", 101])).at(-1);
    expect(last).toMatchObject({ status: "done", index: null, next: null, elapsedS: 100 });
  });

  it("asks for a cadence from the runner's own before the first such interval", () => {
    const asked = plan(
      interval("run", 60),
      interval("run", 60, 5),
      interval("run", 60),
      interval("run", 60, 10),
    );
    // The first seconds have walking in them yet.
    const outputs = track(asked, [
      ...running(0, 6, 120),
      ...running(6, 59, 160),
      ...running(59, 300, 180),
    ]);
    const heard = new Map(outputs.map(({ index, metronomeSpm }) => [index, metronomeSpm]));
    expect([...heard]).toEqual([
      [0, null],
      [1, 168],
      [2, null],
      [3, 176],
      [null, null],
    ]);
  });

  it("does not know the cadence to ask for before it has seen enough running, and then does", () => {
    const asked = plan(interval("warm-up", 20), interval("run", 100, 5));
    const outputs = track(asked, [...activityStory(["walking", 20]), ...running(20, 100, 160)]);
    const firstTick = outputs.find(({ metronomeSpm }) => metronomeSpm !== null);
    expect(firstTick).toMatchObject({ index: 1, metronomeSpm: 168, timeS: 55 });
    const walker = track(asked, activityStory(["walking", 100]));
    expect(walker.every(({ metronomeSpm }) => metronomeSpm === null)).toBe(true);
  });

  it("leaves out no interval and never goes back, whatever the runner does and however far apart its outputs are", () => {
    const anyPlan = fc
      .array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 })
      .map((durations) => plan(...durations.map((durationS) => interval("run", durationS))));
    const anyStory = fc.array(
      fc.tuple(
        fc.double({ min: 0.05, max: 60, noNaN: true }),
        fc.constantFrom(...activities, null),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(anyPlan, anyStory, (planned, steps) => {
        let timeS = 0;
        const story = steps.map(([stepS, activity]) => {
          timeS += stepS;
          return activityAt(timeS, activity);
        });
        const outputs = track(planned, story);
        let before: PlanOutput | undefined;
        for (const now of outputs) {
          expect(now.timeS).toBeGreaterThanOrEqual(before?.timeS ?? 0);
          expect(now.elapsedS).toBeGreaterThanOrEqual(before?.elapsedS ?? 0);
          const index = now.index ?? (now.status === "waiting" ? 0 : planned.intervals.length);
          const indexBefore =
            before?.index ?? (before?.status === "done" ? planned.intervals.length : 0);
          expect([indexBefore, indexBefore + 1]).toContain(index);
          if (now.interval !== null) {
            expect(now.intervalElapsedS).toBeLessThan(now.interval.durationS);
          }
          before = now;
        }
        const last = outputs.at(-1);
        if (last?.status === "done")
          expect(last.elapsedS).toBeGreaterThanOrEqual(last.plannedS - 1e-9);
      }),
    );
  });
});
