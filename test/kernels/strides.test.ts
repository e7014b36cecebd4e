import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type StanceSymmetry, stanceSymmetry } from "../../src/kernels/stance-symmetry.ts";
import { StrideBuilder } from "../../src/kernels/stride-builder.ts";
import { StrideWindow } from "../../src/kernels/stride-window.ts";
import { bothThighsError, stanceTiming, type TimingError } from "../../src/kernels/timing-error.ts";
import { contactMethods } from "../../src/model/session-output.ts";
import { seededUniform } from "../support/random.ts";

describe("stride builder", () => {
  it("counts out one stride by hand", () => {
    const builder = new StrideBuilder();
    expect(builder.add("initialContact", "left", 1.0, 1)).toBeNull();
    expect(builder.add("toeOff", "left", 1.25, 0.9)).toBeNull();
    expect(builder.add("initialContact", "right", 1.35, 1)).toBeNull();
    expect(builder.add("toeOff", "right", 1.61, 1)).toBeNull();
    const stride = builder.add("initialContact", "left", 1.7, 1);
    expect(stride).toEqual({
      side: "left",
      initialContactS: 1.0,
      toeOffS: 1.25,
      endS: 1.7,
      strideTimeS: expect.closeTo(0.7, 9),
      stanceTimeS: expect.closeTo(0.25, 9),
      swingTimeS: expect.closeTo(0.45, 9),
      flightTimeS: expect.closeTo(0.1, 9),
      stepTimeS: expect.closeTo(0.35, 9),
      dutyFactor: expect.closeTo(0.25 / 0.7, 9),
      cadenceSpm: expect.closeTo(120 / 0.7, 9),
      confidence: 0.9,
    });
  });

  it("makes no stride where the toe-off is missing or the times are no running stride", () => {
    const builder = new StrideBuilder();
    builder.add("initialContact", "left", 1, 1);
    expect(builder.add("initialContact", "left", 1.7, 1)).toBeNull();
    builder.add("toeOff", "left", 1.9, 1);
    expect(builder.add("initialContact", "left", 4, 1)).toBeNull();
    builder.add("toeOff", "left", 4.2, 1);
    expect(builder.add("initialContact", "left", 4.3, 1)).toBeNull();
  });

  it("leaves flight and step unknown where the other foot was missed", () => {
    const builder = new StrideBuilder();
    builder.add("initialContact", "right", 1, 1);
    builder.add("toeOff", "right", 1.25, 1);
    const stride = builder.add("initialContact", "right", 1.7, 1);
    expect(stride).toMatchObject({ flightTimeS: null, stepTimeS: null });
  });

  it("spans no reset", () => {
    const builder = new StrideBuilder();
    builder.add("initialContact", "right", 1, 1);
    builder.add("toeOff", "right", 1.25, 1);
    builder.reset();
    expect(builder.add("initialContact", "right", 1.7, 1)).toBeNull();
  });
});

const stances = fc.array(fc.double({ min: 0.15, max: 0.35, noNaN: true }), {
  minLength: 5,
  maxLength: 60,
});

describe("stance symmetry", () => {
  it("is Robinson's index: + means the right stance is longer", () => {
    const { symmetryIndexPct, leftStanceTimeS, rightStanceTimeS } = stanceSymmetry(
      [0.24, 0.24, 0.24],
      [0.26, 0.26, 0.26],
    );
    expect(symmetryIndexPct).toBeCloseTo((200 * 0.02) / 0.5, 9);
    expect(leftStanceTimeS).toBeCloseTo(0.24, 12);
    expect(rightStanceTimeS).toBeCloseTo(0.26, 12);
  });

  it("changes its sign, and nothing else, when left and right are exchanged", () => {
    fc.assert(
      fc.property(stances, stances, (left, right) => {
        const a = stanceSymmetry(left, right);
        const b = stanceSymmetry(right, left);
        expect(b.symmetryIndexPct).toBeCloseTo(-a.symmetryIndexPct, 9);
        expect(b.ci95Pct).toBeCloseTo(a.ci95Pct, 9);
        expect(b.spread95Pct).toBeCloseTo(a.spread95Pct, 9);
      }),
    );
  });

  it("does not depend on the unit of time", () => {
    fc.assert(
      fc.property(stances, stances, (left, right) => {
        const inMs = stanceSymmetry(
          left.map((x) => 1000 * x),
          right.map((x) => 1000 * x),
        );
        expect(inMs.symmetryIndexPct).toBeCloseTo(stanceSymmetry(left, right).symmetryIndexPct, 8);
      }),
    );
  });

  it("keeps a stumble out of the means", () => {
    const left = [0.25, 0.251, 0.249, 0.25, 0.252, 0.248, 0.4];
    const right = [0.25, 0.251, 0.249, 0.25, 0.252, 0.248];
    expect(stanceSymmetry(left, right).symmetryIndexPct).toBeCloseTo(0, 6);
  });

  it("never claims to know the index better than the detector does", () => {
    const same = Array<number>(60).fill(0.25);
    const { ci95Pct, spread95Pct } = stanceSymmetry(same, same);
    expect(spread95Pct).toBe(0);
    expect(ci95Pct).toBeCloseTo(4.7, 2);
  });

  it("tells the difference, and counts the outliers of each side that it leaves out", () => {
    const left = [0.25, 0.251, 0.249, 0.25, 0.252, 0.248, 0.4, 0.1];
    const right = [0.26, 0.261, 0.259, 0.26, 0.262, 0.258];
    expect(stanceSymmetry(left, right)).toMatchObject({
      differenceS: expect.closeTo(0.01, 9),
      leftStrides: 6,
      leftOutliers: 2,
      rightStrides: 6,
      rightOutliers: 0,
    });
  });

  it("is less sure of strides that drift than of the same ones in another order", () => {
    const drifting = Array.from({ length: 60 }, (_, i) => 0.25 + 0.0002 * i);
    const shuffled = drifting.map((_, i) => drifting[(i * 23) % 60] as number);
    const steady = Array.from({ length: 60 }, (_, i) => 0.25 + 0.001 * (i % 2));
    const { spread95Pct, symmetryIndexPct } = stanceSymmetry(drifting, steady);
    const other = stanceSymmetry(shuffled, steady);
    expect(other.symmetryIndexPct).toBeCloseTo(symmetryIndexPct, 9);
    expect(spread95Pct).toBeGreaterThan(1.5 * other.spread95Pct);
    // What both sides do alike is no change of the index.
    expect(stanceSymmetry(drifting, drifting).spread95Pct).toBeLessThan(0.6 * spread95Pct);
  });

  describe.each([
    ["independent strides", 0, 0.99, 1],
    ["strides with the memory of real ones", 0.1, 0.93, 0.98],
  ] as const)("of %s", (_, memory, least, most) => {
    const uniform = seededUniform(7);
    const normal = (): number =>
      Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform());
    // Fractionally integrated noise: its Hurst exponent is 0.5 + memory.
    const weights = [1];
    for (let k = 1; k < 200; k++) weights.push(((weights[k - 1] as number) * (k - 1 + memory)) / k);
    const series = (mean: number, length: number): number[] => {
      const noise = Array.from({ length: length + weights.length }, normal);
      return Array.from({ length }, (_, i) => {
        const at = weights.reduce((sum, w, k) => sum + w * (noise[i + 199 - k] as number), 0);
        return mean + 0.003 * at;
      });
    };

    it.each([15, 30, 60])("%d of them hold the true index and its changes", (strides) => {
      const truth = (200 * 0.01) / 0.51;
      const trials = 400;
      let held = 0;
      let unchanged = 0;
      for (let trial = 0; trial < trials; trial++) {
        const left = series(0.25, 60 + 2 * strides);
        const right = series(0.26, 60 + 2 * strides);
        const before = stanceSymmetry(left.slice(0, strides), right.slice(0, strides));
        const now = stanceSymmetry(left.slice(-strides), right.slice(-strides));
        const change = now.symmetryIndexPct - before.symmetryIndexPct;
        if (Math.abs(now.symmetryIndexPct - truth) <= now.spread95Pct) held += 1;
        if (Math.abs(change) <= now.mdc95Pct) unchanged += 1;
      }
      for (const share of [held / trials, unchanged / trials]) {
        expect(share).toBeGreaterThanOrEqual(least - 0.03);
        expect(share).toBeLessThanOrEqual(most);
      }
    });
  });
});

describe("stride window", () => {
  it("keeps the newest strides of each side and forgets on demand", () => {
    const window = new StrideWindow(3);
    for (const stanceS of [0.9, 0.2, 0.2, 0.2]) window.add("left", stanceS, bothThighsError);
    window.add("right", 0.25, bothThighsError);
    window.add("right", 0.25, bothThighsError);
    expect([window.counts("left").kept, window.counts("right").kept]).toEqual([3, 2]);
    expect(window.symmetry().leftStanceTimeS).toBeCloseTo(0.2, 12);
    window.clear();
    expect(window.counts("left")).toEqual({ kept: 0, outliers: 0 });
  });

  it("is as sure as the ways in which its strides were timed", () => {
    const pelvisError: TimingError = { stanceS: 0.015, indexPct: 3.5 };
    const symmetryOf = (errors: readonly TimingError[]): StanceSymmetry => {
      const window = new StrideWindow(4);
      for (const error of errors) {
        window.add("left", 0.2, error);
        window.add("right", 0.2, error);
      }
      return window.symmetry();
    };
    const [sure, mixed, unsure] = [
      symmetryOf(Array(4).fill(bothThighsError)),
      symmetryOf([bothThighsError, bothThighsError, pelvisError, pelvisError]),
      // The sure ones are the oldest, and out of the window.
      symmetryOf([bothThighsError, ...Array(4).fill(pelvisError)]),
    ] as const;
    expect(sure.stanceTimeCi95S).toBeCloseTo(1.96 * 0.007, 9);
    expect(unsure.stanceTimeCi95S).toBeCloseTo(1.96 * 0.015, 9);
    expect(mixed.stanceTimeCi95S).toBeCloseTo(1.96 * Math.sqrt((0.007 ** 2 + 0.015 ** 2) / 2), 9);
    expect(sure.ci95Pct).toBeLessThan(mixed.ci95Pct);
    expect(mixed.ci95Pct).toBeLessThan(unsure.ci95Pct);
  });
});

describe("how a stance was timed", () => {
  const [both, one, none] = contactMethods;

  it("grows less sure with less to time by", () => {
    const errors = [
      stanceTiming(both, both, true),
      stanceTiming(one, one, true),
      stanceTiming(none, none, true),
      stanceTiming(none, none, false),
    ].map((timing) => timing?.error);
    const stance = errors.map((error) => error?.stanceS ?? 0);
    expect(stance).toEqual([...new Set(stance)].sort((a, b) => a - b));
    const index = errors.map((error) => error?.indexPct ?? 0);
    expect(index).toEqual([...index].sort((a, b) => a - b));
    // Only with the pelvis alone does anything depend on the speed.
    expect(stanceTiming(both, both, false)).toEqual(stanceTiming(both, both, true));
  });

  it("is as sure as its worse contact, and nothing where each was timed by other forces", () => {
    expect(stanceTiming(both, one, true)).toEqual(stanceTiming(one, one, true));
    expect(stanceTiming(one, both, true)).toEqual(stanceTiming(one, one, true));
    for (const thighs of [both, one]) {
      expect(stanceTiming(thighs, thighs, true)?.forces).toBe("thighs");
      expect(stanceTiming(thighs, none, true)).toBeNull();
      expect(stanceTiming(none, thighs, true)).toBeNull();
    }
    expect(stanceTiming(none, none, false)?.forces).toBe("pelvis");
  });
});
