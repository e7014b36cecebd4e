import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TimeOnLegs } from "../../src/alerts/time-on-legs.ts";
import { activities, type SessionOutput } from "../../src/model/session-output.ts";
import { activityAt, activityStory, entryAt } from "../support/told-outputs.ts";

function legsAfter(outputs: readonly SessionOutput[]): TimeOnLegs {
  const legs = new TimeOnLegs();
  for (const output of outputs) legs.take(output);
  return legs;
}

const beltAt = (timeS: number, beltSpeedMPerS: number | null): SessionOutput => ({
  kind: "beltSpeed",
  timeS,
  beltSpeedMPerS,
});

describe("time on the legs", () => {
  it.each([
    ["walking", activityStory(["walking", 61]), 60, "active"],
    [
      "nothing before the first movement",
      activityStory([null, 20], ["irregular", 9], ["standing", 9]),
      0,
      "waiting",
    ],
    ["a stumble", activityStory(["running", 30], ["irregular", 10], ["running", 21]), 60, "active"],
    ["a red light", activityStory(["running", 30], ["standing", 4], ["running", 27]), 60, "active"],
    [
      "a rest: five seconds of it count",
      activityStory(["running", 30], ["standing", 60]),
      35,
      "paused",
    ],
    [
      "fidgeting in a rest",
      activityStory(["running", 30], ["standing", 3], ["irregular", 3], ["standing", 20]),
      35,
      "paused",
    ],
    [
      "a rest and on",
      activityStory(["walking", 30], ["standing", 60], ["walking", 11]),
      45,
      "active",
    ],
    [
      "an outage of the pod",
      activityStory(["running", 30], [null, 60], ["running", 11]),
      100,
      "active",
    ],
    ["a pod that never comes back", activityStory(["running", 30], [null, 900]), 330, "paused"],
    [
      "an outage while standing",
      activityStory(["running", 30], ["standing", 10], [null, 60]),
      35,
      "paused",
    ],
    [
      "stopping during an outage",
      activityStory(["running", 30], [null, 60], ["standing", 30]),
      95,
      "paused",
    ],
  ] as const)("%s", (_name, story, elapsedS, state) => {
    const legs = legsAfter(story);
    expect(legs.elapsedS).toBeCloseTo(elapsedS, 9);
    expect(legs.state).toBe(state);
  });

  it("goes by the belt while the pod says nothing", () => {
    const run = activityStory(["running", 30], [null, 900]);
    expect(legsAfter([beltAt(0, 2.8), ...run]).elapsedS).toBe(929);
    const stopped = run.flatMap((output) =>
      output.timeS === 99 ? [output, beltAt(99.5, 0)] : [output],
    );
    const legs = legsAfter([beltAt(0, 2.8), ...stopped]);
    expect(legs.elapsedS).toBe(105);
    expect(legs.state).toBe("paused");
    expect(legsAfter([beltAt(0, 2.8), ...activityStory([null, 60])]).state).toBe("waiting");
  });

  it("ends with a stop for good", () => {
    const legs = legsAfter([...activityStory(["running", 30]), entryAt(29.5, "stop")]);
    for (let timeS = 30; timeS < 60; timeS += 1) legs.take(activityAt(timeS, "running"));
    expect(legs.elapsedS).toBeCloseTo(29.5, 9);
    expect(legs.state).toBe("stopped");
  });

  it("never runs backwards or faster than time, whatever comes in whatever order", () => {
    const any = fc.array(
      fc.oneof(
        fc
          .tuple(
            fc.double({ min: 0, max: 1000, noNaN: true }),
            fc.constantFrom(...activities, null),
          )
          .map(([timeS, activity]) => activityAt(timeS, activity)),
        fc
          .tuple(fc.double({ min: 0, max: 1000, noNaN: true }), fc.constantFrom(0, 2.8, null))
          .map(([timeS, speed]) => beltAt(timeS, speed)),
      ),
    );
    fc.assert(
      fc.property(any, (outputs) => {
        const legs = new TimeOnLegs();
        let firstS = Number.POSITIVE_INFINITY;
        let lastS = Number.NEGATIVE_INFINITY;
        let sumS = 0;
        for (const output of outputs) {
          firstS = Math.min(firstS, output.timeS);
          lastS = Math.max(lastS, output.timeS);
          const addedS = legs.take(output);
          expect(addedS).toBeGreaterThanOrEqual(0);
          sumS += addedS;
          expect(legs.elapsedS).toBe(sumS);
          expect(sumS).toBeLessThanOrEqual(lastS - firstS + 1e-9);
        }
      }),
    );
  });
});
