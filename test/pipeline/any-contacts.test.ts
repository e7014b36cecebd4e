import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Side } from "../../src/model/pod.ts";
import {
  byStride,
  comparisonsOf,
  type Footfall,
  type Happening,
  ofFootfalls,
  stridesOf,
} from "../support/told-contacts.ts";

const otherSide: Readonly<Record<Side, Side>> = { left: "right", right: "left" };

/** Steps of a run: how long from one contact to the next, and the part of it that the foot is on the ground. */
const steps = fc.array(
  fc.record({
    stepTimeS: fc.double({ min: 0.33, max: 0.38, noNaN: true }),
    stancePart: fc.double({ min: 0.6, max: 0.85, noNaN: true }),
  }),
  // Of 32 strides of a side at most half can be outliers.
  { minLength: 64, maxLength: 68 },
);

const footfallsOf = steps.map((run) => {
  let timeS = 10;
  return run.map(({ stepTimeS, stancePart }, index): Footfall => {
    const initialContactS = timeS;
    timeS += stepTimeS;
    const side = index % 2 === 0 ? "left" : "right";
    return { side, initialContactS, toeOffS: initialContactS + stancePart * stepTimeS };
  });
});

/** A treadmill that tells its speed is believed that it stays the same, whatever the steps are like. */
const onBelt: Happening[] = [{ kind: "beltSpeed", timeS: 5, beltSpeedMPerS: 3 }];

const runs = { numRuns: 15, endOnFailure: true } as const;

describe("whatever the contacts", () => {
  it("left and right exchanged swap the sides, and flip the index and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(footfallsOf, async (footfalls) => {
        const values = await ofFootfalls(footfalls, onBelt);
        const mirrored = await ofFootfalls(
          footfalls.map((foot) => ({ ...foot, side: otherSide[foot.side] })),
          onBelt,
        );
        const strides = stridesOf(values);
        expect(strides.length).toBe(footfalls.length - 2);
        expect(stridesOf(mirrored)).toEqual(
          strides.map((stride) => ({ ...stride, side: otherSide[stride.side] })),
        );
        const comparisons = comparisonsOf(values);
        expect(comparisons.some(({ absent }) => absent === null)).toBe(true);
        const close = (value: number | null) => (value === null ? null : expect.closeTo(value, 9));
        const minus = (value: number | null) => (value === null ? null : expect.closeTo(-value, 9));
        expect(comparisonsOf(mirrored)).toEqual(
          comparisons.map((one) => ({
            ...one,
            leftStanceTimeS: one.rightStanceTimeS,
            rightStanceTimeS: one.leftStanceTimeS,
            stanceTimeDifferenceS: minus(one.stanceTimeDifferenceS),
            stanceTimeSymmetryIndexPct: minus(one.stanceTimeSymmetryIndexPct),
            symmetryIndexCi95Pct: close(one.symmetryIndexCi95Pct),
            symmetryIndexSpread95Pct: close(one.symmetryIndexSpread95Pct),
            symmetryIndexMdc95Pct: close(one.symmetryIndexMdc95Pct),
            leftBalancePct: close(one.rightBalancePct),
            rightBalancePct: close(one.leftBalancePct),
            leftStrides: one.rightStrides,
            rightStrides: one.leftStrides,
            leftOutliers: one.rightOutliers,
            rightOutliers: one.leftOutliers,
          })),
        );
      }),
      runs,
    );
  });

  it("a run that is slower by a factor takes so much longer, and is as symmetric", async () => {
    await fc.assert(
      fc.asyncProperty(
        footfallsOf,
        fc.double({ min: 0.75, max: 1.4, noNaN: true }),
        async (footfalls, factor) => {
          const values = await ofFootfalls(footfalls, onBelt);
          const slower = await ofFootfalls(
            footfalls.map((foot) => ({
              side: foot.side,
              initialContactS: factor * foot.initialContactS,
              toeOffS: factor * (foot.toeOffS as number),
            })),
            onBelt,
          );
          const scaled = (timeS: number | null) =>
            timeS === null ? null : expect.closeTo(factor * timeS, 9);
          expect(stridesOf(slower)).toEqual(
            stridesOf(values).map((stride) => ({
              ...stride,
              timeS: scaled(stride.timeS),
              initialContactS: scaled(stride.initialContactS),
              toeOffS: scaled(stride.toeOffS),
              strideTimeS: scaled(stride.strideTimeS),
              stanceTimeS: scaled(stride.stanceTimeS),
              swingTimeS: scaled(stride.swingTimeS),
              flightTimeS: scaled(stride.flightTimeS),
              stepTimeS: scaled(stride.stepTimeS),
              dutyFactor: expect.closeTo(stride.dutyFactor, 9),
              cadenceSpm: expect.closeTo(stride.cadenceSpm / factor, 6),
            })),
          );
          const [last, lastSlower] = [byStride(values).at(-1), byStride(slower).at(-1)];
          expect(last?.absent).toBeNull();
          expect(lastSlower?.leftStanceTimeS).toEqual(scaled(last?.leftStanceTimeS as number));
          for (const key of [
            "stanceTimeSymmetryIndexPct",
            "symmetryIndexCi95Pct",
            "symmetryIndexSpread95Pct",
            "leftBalancePct",
          ] as const) {
            expect(lastSlower?.[key], key).toBeCloseTo(last?.[key] as number, 6);
          }
        },
      ),
      runs,
    );
  });
});
