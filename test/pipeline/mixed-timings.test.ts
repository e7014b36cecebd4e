import { describe, expect, it } from "vitest";
import type { ContactMethod, SymmetryOutput } from "../../src/model/session-output.ts";
import {
  comparisonsOf,
  evenRun,
  type Footfall,
  ofFootfalls,
  stridesOf,
} from "../support/told-contacts.ts";

/** A run whose stances are 30 ms longer where the pelvis alone has timed them: the two ways differ by more than two sides do. */
function runTimedBy(
  steps: number,
  methodsOf: (step: number) => readonly [ContactMethod, ContactMethod],
): Footfall[] {
  return evenRun(steps).map((foot, step): Footfall => {
    const methods = methodsOf(step);
    const longerS = methods[1] === "pelvis-vertical-crossing" ? 0.03 : 0;
    return { ...foot, toeOffS: (foot.toeOffS as number) + longerS, methods };
  });
}

describe("the comparison of stances that were timed in several ways", () => {
  const both = ["pelvis-thigh-force", "pelvis-thigh-force"] as const;
  const one = ["pelvis-one-thigh-force", "pelvis-one-thigh-force"] as const;
  const alone = ["pelvis-vertical-crossing", "pelvis-vertical-crossing"] as const;
  const thighs = { left: 0.24, right: 0.26, ci95: 1.96 * 0.007 };
  // No belt speed is told.
  const pelvis = { left: 0.27, right: 0.29, ci95: 1.96 * 0.027 };

  const expectTimedBy = (comparison: SymmetryOutput | undefined, by: typeof thighs): void =>
    expect(comparison).toMatchObject({
      leftStanceTimeS: expect.closeTo(by.left, 9),
      rightStanceTimeS: expect.closeTo(by.right, 9),
      stanceTimeCi95S: expect.closeTo(by.ci95, 9),
      leftOutliers: 0,
      rightOutliers: 0,
    });

  it("keeps those that one thigh has timed now and then, and is a little less sure", async () => {
    const last = comparisonsOf(
      await ofFootfalls(runTimedBy(62, (step) => (step % 5 === 0 ? one : both))),
    ).at(-1);
    expect(last).toMatchObject({ leftStrides: 30, rightStrides: 30 });
    // 12 of 60 strides.
    const ci95 = 1.96 * Math.sqrt((48 * 0.007 ** 2 + 12 * 0.009 ** 2) / 60);
    expectTimedBy(last, { ...thighs, ci95 });
  });

  it("leaves those out that the pelvis alone has timed now and then, and loses no other", async () => {
    const last = comparisonsOf(
      await ofFootfalls(runTimedBy(62, (step) => (step % 5 === 0 ? alone : both))),
    ).at(-1);
    expect(last).toMatchObject({ leftStrides: 24, rightStrides: 24 });
    expectTimedBy(last, thighs);
  });

  it.each([
    ["landing", ["pelvis-vertical-crossing", "pelvis-thigh-force"]],
    ["toe-off", ["pelvis-thigh-force", "pelvis-vertical-crossing"]],
  ] as const)("takes no stance of which the pelvis has timed the %s alone", async (_, methods) => {
    const values = await ofFootfalls(runTimedBy(62, () => methods));
    expect(stridesOf(values).filter(({ clean }) => clean)).toHaveLength(60);
    expect(comparisonsOf(values).at(-1)).toMatchObject({
      leftStrides: 0,
      rightStrides: 0,
      absent: "too-few-strides",
    });
  });

  it("is by the pelvis alone where the thighs are gone, by the thighs when they are back, and never by both", async () => {
    const comparisons = comparisonsOf(
      await ofFootfalls(runTimedBy(180, (step) => (step >= 60 && step < 120 ? alone : both))),
    );
    // 60 steps are 21 s. Whatever is stated has stopped growing for 4 s at most; 15 strides of each side take 10.5 s.
    const stated = (fromS: number, toS: number) =>
      comparisons.filter(({ timeS }) => timeS > fromS && timeS < toS);
    const expectAll = (part: readonly SymmetryOutput[], by: typeof thighs | null): void => {
      expect(part.length).toBeGreaterThan(5);
      for (const comparison of part) {
        if (by === null) expect(comparison.absent).toBe("too-few-strides");
        else expectTimedBy(comparison, by);
      }
    };
    expectAll(stated(22, 34.5), thighs);
    expectAll(stated(36.5, 41), null);
    expectAll(stated(43, 55.5), pelvis);
    expectAll(stated(57.5, 62), null);
    expectAll(stated(64, 73), thighs);
    // Strides that were there while others were compared count from the first one on.
    expect(stated(36.5, 37)[0]?.leftStrides).toBeGreaterThan(5);
  });

  it("comes about where the thighs are there and gone in turn", async () => {
    const comparisons = comparisonsOf(
      await ofFootfalls(runTimedBy(160, (step) => (Math.floor(step / 6) % 2 === 0 ? alone : both))),
    );
    const firstS = comparisons.find(({ absent }) => absent === null)?.timeS;
    expect(firstS).toBeLessThan(34);
    expectTimedBy(comparisons.at(-1), thighs);
  });
});
