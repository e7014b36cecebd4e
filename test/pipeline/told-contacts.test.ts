import { describe, expect, it } from "vitest";
import type { Side } from "../../src/model/pod.ts";
import type { StrideOutput } from "../../src/model/session-output.ts";
import {
  begins,
  byStride,
  comparisonsOf,
  evenRun,
  type Happening,
  ofFootfalls,
  stridesOf,
} from "../support/told-contacts.ts";

/** Whole milliseconds, so that a reader can count along. */
const ms = (timeS: number | null): number | null => timeS && Math.round(1e6 * timeS) / 1e3;

/** Stances 10 ms above and 10 ms below the mean in turn: their median is the mean, and no outlier hides among equals. */
const alternating = (side: Side, index: number): number =>
  (side === "left" ? 240 : 260) + (index % 2 === 0 ? 10 : -10);

describe("strides of contacts at known times", () => {
  it("last what one counts: 10.000 to 10.240, 10.350 to 10.610, and again 700 ms later", async () => {
    const strides = stridesOf(await ofFootfalls(evenRun(6)));
    const counted = strides.map((stride) => [
      stride.side,
      ms(stride.initialContactS),
      ms(stride.toeOffS),
      ms(stride.timeS),
      ms(stride.strideTimeS),
      ms(stride.stanceTimeS),
      ms(stride.swingTimeS),
      ms(stride.flightTimeS),
      ms(stride.stepTimeS),
    ]);
    expect(counted).toEqual([
      ["left", 10_000, 10_240, 10_700, 700, 240, 460, 110, 350],
      ["right", 10_350, 10_610, 11_050, 700, 260, 440, 90, 350],
      ["left", 10_700, 10_940, 11_400, 700, 240, 460, 110, 350],
      ["right", 11_050, 11_310, 11_750, 700, 260, 440, 90, 350],
    ]);
    const [left, right] = strides as [StrideOutput, StrideOutput];
    expect(left.dutyFactor).toBeCloseTo(24 / 70, 9);
    expect(right.dutyFactor).toBeCloseTo(26 / 70, 9);
    // Two steps in 0.7 s.
    for (const { cadenceSpm } of strides) expect(cadenceSpm).toBeCloseTo(120 / 0.7, 6);
    expect(strides.every(({ clean }) => clean)).toBe(true);
  });

  it("limps: a late left foot makes one step long, the other short, and no stride longer", async () => {
    const late = evenRun(8).map((foot) =>
      foot.side === "right"
        ? foot
        : {
            side: foot.side,
            initialContactS: foot.initialContactS + 0.03,
            toeOffS: (foot.toeOffS as number) + 0.03,
          },
    );
    const strides = stridesOf(await ofFootfalls(late));
    for (const stride of strides) {
      const [step, flight] = stride.side === "left" ? [380, 80] : [320, 120];
      expect([ms(stride.strideTimeS), ms(stride.stepTimeS), ms(stride.flightTimeS)]).toEqual([
        700,
        step,
        flight,
      ]);
    }
    expect(strides).toHaveLength(6);
  });

  it("are not made where a toe-off was missed, and the other foot's go on", async () => {
    const missed = evenRun(10, (side, index) =>
      side === "left" && index === 1 ? null : undefined,
    );
    const strides = stridesOf(await ofFootfalls(missed));
    const opened = (side: Side) =>
      strides.filter((stride) => stride.side === side).map((s) => ms(s.initialContactS));
    expect(opened("left")).toEqual([10_000, 11_400, 12_100]);
    expect(opened("right")).toEqual([10_350, 11_050, 11_750, 12_450]);
    expect(strides.every(({ clean }) => clean)).toBe(true);
  });

  it("are kept, but not clean, where both feet are on the ground at once", async () => {
    const walking = evenRun(8, () => 400);
    const strides = stridesOf(await ofFootfalls(walking));
    expect(strides.map((s) => [ms(s.flightTimeS), s.clean])).toEqual(
      Array.from({ length: 6 }, () => [-50, false]),
    );
  });

  it("are kept, but not clean, while the runner does something else or the belt has just changed", async () => {
    const stumbles = [begins("irregular", 12), begins("running", 13)];
    const changed: Happening = { kind: "beltSpeed", timeS: 20, beltSpeedMPerS: 3 };
    const values = await ofFootfalls(evenRun(50), [...stumbles, changed]);
    const soiled = stridesOf(values).filter(({ clean }) => !clean);
    // Known 0.1 s after their end, and within 2 s of the change.
    for (const { initialContactS, timeS } of soiled) {
      const stumbled = timeS + 0.1 >= 12 && timeS + 0.1 < 13;
      const unsettled = initialContactS < 22 && timeS + 0.1 >= 20;
      expect(stumbled || unsettled).toBe(true);
    }
    // Ends at 12.1, 12.45 and 12.8; ends from 20.15 to 22.6 in steps of 0.35.
    expect(soiled.map(({ timeS }) => ms(timeS))).toEqual([
      12_100, 12_450, 12_800, 20_150, 20_500, 20_850, 21_200, 21_550, 21_900, 22_250, 22_600,
    ]);
  });
});

describe("the comparison of contacts at known times", () => {
  it("needs 15 strides of either side, and calls it preliminary up to 30", async () => {
    const comparisons = byStride(await ofFootfalls(evenRun(64)));
    expect(comparisons).toHaveLength(62);
    expect(comparisons[0]).toMatchObject({ absent: "too-few-strides", leftStrides: 1 });
    const known = comparisons.filter(({ absent }) => absent === null);
    expect(known[0]).toMatchObject({ leftStrides: 15, rightStrides: 15, preliminary: true });
    for (const { leftStrides, rightStrides, preliminary } of known) {
      expect(preliminary).toBe(Math.min(leftStrides, rightStrides) < 30);
    }
    expect(known.at(-1)?.preliminary).toBe(false);
    for (const { leftStrides, rightStrides, absent } of comparisons) {
      if (absent !== null) expect(Math.min(leftStrides, rightStrides)).toBeLessThan(15);
    }
  });

  it("is what one counts: 260 against 240 ms are 8 %, 48 to 52, and 20 ms", async () => {
    const last = comparisonsOf(await ofFootfalls(evenRun(62))).at(-1);
    expect(last).toMatchObject({
      leftStrides: 30,
      rightStrides: 30,
      leftOutliers: 0,
      rightOutliers: 0,
      leftStanceTimeS: expect.closeTo(0.24, 9),
      rightStanceTimeS: expect.closeTo(0.26, 9),
      stanceTimeDifferenceS: expect.closeTo(0.02, 9),
      // 200 · 20 / 500.
      stanceTimeSymmetryIndexPct: expect.closeTo(8, 9),
      leftBalancePct: expect.closeTo(48, 9),
      rightBalancePct: expect.closeTo(52, 9),
      // Strides that are all the same leave only the detector's error: 1.96 · 2.4 points.
      symmetryIndexSpread95Pct: expect.closeTo(0, 9),
      symmetryIndexMdc95Pct: expect.closeTo(0, 9),
      symmetryIndexCi95Pct: expect.closeTo(4.704, 9),
      withinNoise: false,
    });
  });

  it("states the spread that one counts from stances 10 ms up and down in turn", async () => {
    const leftOnly = evenRun(62, (side, index) =>
      side === "left" ? alternating(side, index) : undefined,
    );
    const last = comparisonsOf(await ofFootfalls(leftOnly)).at(-1);
    expect(last).toMatchObject({ leftStrides: 30, rightStrides: 30 });
    expect(last?.stanceTimeSymmetryIndexPct).toBeCloseTo(8, 9);
    // The variance of the mean of 30 values that are 10 ms off it is 10²/29 ms². A millisecond on the left is 400 · 260/500² =
    // 0.416 points. The blocks of five strides lie closer together than that, so that it holds.
    const standardErrorPct = 0.416 * Math.sqrt(100 / 29);
    const spreadPct = 2.571 * standardErrorPct;
    expect(last?.symmetryIndexSpread95Pct).toBeCloseTo(spreadPct, 6);
    expect(last?.symmetryIndexMdc95Pct).toBeCloseTo(Math.SQRT2 * spreadPct, 6);
    expect(last?.symmetryIndexCi95Pct).toBeCloseTo(Math.hypot(spreadPct, 4.704), 6);
    expect(spreadPct).toBeCloseTo(1.986, 3);
  });

  it("calls it noise where the interval includes zero: 250 against 255 ms", async () => {
    const nearly = evenRun(62, (side) => (side === "left" ? 250 : 255));
    const last = comparisonsOf(await ofFootfalls(nearly)).at(-1);
    // 200 · 5 / 505 = 1.98 < 4.70.
    expect(last?.stanceTimeSymmetryIndexPct).toBeCloseTo(1000 / 505, 9);
    expect(last?.withinNoise).toBe(true);
  });

  it("keeps an outlier in the record, leaves it out of the statistic, and counts it", async () => {
    const stumbled = (side: Side, index: number): number =>
      side === "left" && index === 20 ? 320 : alternating(side, index);
    const values = await ofFootfalls(evenRun(62, stumbled));
    const stride = stridesOf(values).find(({ stanceTimeS }) => ms(stanceTimeS) === 320);
    expect(stride).toMatchObject({ side: "left", clean: true });
    const last = comparisonsOf(values).at(-1);
    expect(last).toMatchObject({
      leftStrides: 29,
      leftOutliers: 1,
      rightStrides: 30,
      rightOutliers: 0,
      // The one that is left out was one of 250 ms before: 15 of 230 and 14 of 250 remain.
      leftStanceTimeS: expect.closeTo((15 * 0.23 + 14 * 0.25) / 29, 9),
      rightStanceTimeS: expect.closeTo(0.26, 9),
    });
  });

  it("leaves an outlier out among strides that are all the same, too", async () => {
    const stumbled = evenRun(62, (side, index) =>
      side === "left" && index === 20 ? 320 : undefined,
    );
    expect(comparisonsOf(await ofFootfalls(stumbled)).at(-1)).toMatchObject({
      leftStrides: 29,
      leftOutliers: 1,
      rightStrides: 30,
      rightOutliers: 0,
      stanceTimeSymmetryIndexPct: expect.closeTo(8, 9),
    });
  });

  it("begins anew at another belt speed, when the gait has settled", async () => {
    const faster: Happening = { kind: "beltSpeed", timeS: 25, beltSpeedMPerS: 3.5 };
    const shorter = evenRun(140, (side, index) => {
      if (10 + 0.7 * index < 25) return undefined;
      return { left: 200, right: 220 }[side];
    });
    const comparisons = comparisonsOf(await ofFootfalls(shorter, [faster]));
    const before = comparisons.findLast(({ timeS }) => timeS < 25);
    expect(before).toMatchObject({ absent: null, leftStanceTimeS: expect.closeTo(0.24, 9) });
    const first = comparisons.find(({ timeS }) => timeS >= 25);
    expect(first).toMatchObject({ leftStrides: 0, rightStrides: 0, absent: "too-few-strides" });
    const settling = comparisons.filter(({ timeS }) => timeS >= 25 && timeS < 27.5);
    expect(settling.every((s) => s.leftStrides + s.rightStrides === 0)).toBe(true);
    const known = comparisons.filter(({ timeS, absent }) => timeS > 25 && absent === null);
    expect(known.length).toBeGreaterThan(20);
    for (const one of known) {
      expect(one.leftStanceTimeS).toBeCloseTo(0.2, 9);
      expect(one.stanceTimeSymmetryIndexPct).toBeCloseTo((200 * 20) / 420, 9);
    }
  });

  it("is gone when the treadmill has stopped, and no stride spans the stop", async () => {
    const run = evenRun(70);
    const stopS = (run.at(-1)?.initialContactS as number) + 0.3;
    const again = evenRun(12).map(({ side, initialContactS, toeOffS }) => ({
      side,
      initialContactS: initialContactS + stopS - 9,
      toeOffS: (toeOffS as number) + stopS - 9,
    }));
    const stops = [begins("irregular", stopS + 0.3), begins("standing", stopS + 0.8)];
    const values = await ofFootfalls([...run, ...again], stops);
    const spanning = (s: StrideOutput) => s.initialContactS < stopS && s.timeS > stopS;
    expect(stridesOf(values).filter(spanning)).toEqual([]);
    const comparisons = comparisonsOf(values);
    expect(comparisons.findLast(({ timeS }) => timeS < stopS)?.absent).toBeNull();
    const standing = comparisons.filter(({ timeS }) => timeS > stopS + 0.8);
    expect(standing.length).toBeGreaterThan(3);
    expect(standing.every(({ absent }) => absent === "not-running")).toBe(true);
    expect(comparisons.at(-1)).toMatchObject({ leftStrides: 0, rightStrides: 0 });
  });
});
