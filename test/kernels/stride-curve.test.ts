import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SampleHistory } from "../../src/kernels/sample-history.ts";
import { knownStretch, strideCurve } from "../../src/kernels/stride-curve.ts";
import { curvePoints } from "../../src/model/session-output.ts";

const rateHz = 200;
const maxGapS = 1.5 / rateHz;

/** Two channels at 200 Hz from 0 to `untilS`; the second one is a decoy. */
function sampled(untilS: number, value: (timeS: number) => number, capacity = 600): SampleHistory {
  const history = new SampleHistory(capacity, 2);
  for (let k = 0; k <= untilS * rateHz; k++) {
    history.push(k / rateHz, Float64Array.of(value(k / rateHz), 1e3));
  }
  return history;
}

/** A stride whose contacts lie between samples. */
const stride = { initialContactS: 0.3012, toeOffS: 0.5387, endS: 0.9987 };
const strideTimeS = stride.endS - stride.initialContactS;
const cycle = (timeS: number): number => (timeS - stride.initialContactS) / strideTimeS;

describe("stride curve", () => {
  it("gives a sine's mean, extremes and points", () => {
    const history = sampled(1.2, (t) => 3 + 10 * Math.sin(2 * Math.PI * cycle(t)));
    const curve = strideCurve(history, 0, stride, maxGapS);
    expect(curve).not.toBeNull();
    if (curve === null) return;
    // A line between samples cuts a corner of this height; an extreme lies at most half a sample aside.
    const corner = (10 * (Math.PI / strideTimeS / rateHz) ** 2) / 2;
    const halfSamplePct = (100 * 0.5) / rateHz / strideTimeS;
    expect(corner).toBeLessThan(0.003);
    expect(Math.abs(curve.mean - 3)).toBeLessThan(0.05);
    expect(Math.abs(curve.max - 13)).toBeLessThan(corner);
    expect(Math.abs(curve.min + 7)).toBeLessThan(corner);
    expect(curve.excursion).toBe(curve.max - curve.min);
    expect(Math.abs(curve.maxAtPct - 25)).toBeLessThanOrEqual(halfSamplePct);
    expect(Math.abs(curve.minAtPct - 75)).toBeLessThanOrEqual(halfSamplePct);
    expect(curve.points).toHaveLength(curvePoints);
    curve.points.forEach((point, pct) => {
      const exact = 3 + 10 * Math.sin((2 * Math.PI * pct) / 100);
      expect(Math.abs(point - exact), `${pct} %`).toBeLessThan(corner);
    });
    const toeOff = 3 + 10 * Math.sin(2 * Math.PI * cycle(stride.toeOffS));
    expect(Math.abs(curve.toeOff - toeOff)).toBeLessThan(corner);
  });

  it("follows a straight line exactly and leaves the closing contact's sample to the next stride", () => {
    const onGrid = { initialContactS: 0.25, toeOffS: 0.5, endS: 1 };
    const curve = strideCurve(
      sampled(1, (t) => t),
      0,
      onGrid,
      maxGapS,
    );
    expect(curve?.points[0]).toBe(0.25);
    expect(curve?.points[40]).toBeCloseTo(0.55, 12);
    expect(curve?.points[100]).toBe(1);
    expect(curve).toMatchObject({ min: 0.25, minAtPct: 0, toeOff: 0.5 });
    expect(curve?.max).toBeCloseTo(0.995, 12);
    expect(curve?.maxAtPct).toBeCloseTo(100 * (0.745 / 0.75), 9);
  });

  it("is unknown where a sample in it, or beside one of its contacts, is", () => {
    const known = (gapAtS: number): boolean => {
      const missing = Math.round(gapAtS * rateHz) / rateHz;
      const history = sampled(1.2, (t) => (t === missing ? Number.NaN : t));
      return strideCurve(history, 0, stride, maxGapS) !== null;
    };
    expect([0.305, 0.6, 0.995].map(known)).toEqual([false, false, false]);
    expect([0.3, 1.0].map(known)).toEqual([false, false]);
    expect([0.295, 1.005].map(known)).toEqual([true, true]);
  });

  it("is unknown where the history does not reach back, not yet to the end, or has a hole", () => {
    const at = (history: SampleHistory): boolean =>
      strideCurve(history, 0, stride, maxGapS) !== null;
    const flat = (): number => 1;
    // 141 samples up to 1 s begin at 0.3 s, 140 behind the initial contact.
    expect(at(sampled(1, flat, 141))).toBe(true);
    expect(at(sampled(1, flat, 140))).toBe(false);
    expect(at(sampled(0.995, flat))).toBe(false);
    const holed = new SampleHistory(600, 1);
    for (let k = 0; k < 300; k++) {
      if (k !== 120) holed.push(k / rateHz, Float64Array.of(1));
    }
    expect(at(holed)).toBe(false);
    expect(at(new SampleHistory(600, 1))).toBe(false);
  });

  it("says of any samples where the extremes are, and moves with a constant that is added", () => {
    const anySamples = fc.array(fc.double({ min: -90, max: 90, noNaN: true }), {
      minLength: 201,
      maxLength: 201,
    });
    const anyStride = fc.record({
      initialContactS: fc.double({ min: 0, max: 0.29, noNaN: true }),
      toeOffS: fc.double({ min: 0.3, max: 0.5, noNaN: true }),
      endS: fc.double({ min: 0.6, max: 1, noNaN: true }),
    });
    const shift = fc.double({ min: -90, max: 90, noNaN: true });
    fc.assert(
      fc.property(anySamples, anyStride, shift, (values, times, constant) => {
        const at = (t: number): number => values[Math.round(t * rateHz)] as number;
        const history = sampled(1, at);
        const curve = strideCurve(history, 0, times, maxGapS);
        if (curve === null) throw new Error("not known");
        const { mean, min, minAtPct, max, maxAtPct, points, toeOff } = curve;
        expect(min).toBeLessThanOrEqual(mean + 1e-9);
        expect(max).toBeGreaterThanOrEqual(mean - 1e-9);
        for (const [pct, extreme] of [
          [minAtPct, min],
          [maxAtPct, max],
        ] as const) {
          expect(pct).toBeGreaterThanOrEqual(0);
          expect(pct).toBeLessThan(100);
          const timeS = times.initialContactS + (pct / 100) * (times.endS - times.initialContactS);
          expect(at(timeS)).toBe(extreme);
        }
        points.forEach((point, pct) => {
          const timeS = times.initialContactS + (pct / 100) * (times.endS - times.initialContactS);
          expect(point).toBeCloseTo(history.interpolate(Math.min(timeS, times.endS), 0), 9);
        });
        const moved = strideCurve(
          sampled(1, (t) => at(t) + constant),
          0,
          times,
          maxGapS,
        );
        expect(moved?.mean).toBeCloseTo(mean + constant, 8);
        expect(moved?.excursion).toBeCloseTo(max - min, 8);
        expect(moved?.toeOff).toBeCloseTo(toeOff + constant, 8);
        moved?.points.forEach((point, k) => {
          expect(point).toBeCloseTo((points[k] as number) + constant, 8);
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe("known stretch", () => {
  it("is unknown without a sample, and with one that is unknown", () => {
    const history = sampled(1, (t) => (t === 0.5 ? Number.NaN : t));
    expect(knownStretch(history, 0, 0.4, 0.5, maxGapS)).toMatchObject({ count: 20, min: 0.4 });
    expect(knownStretch(history, 0, 0.4, 0.501, maxGapS)).toBeNull();
    expect(knownStretch(history, 0, 0.601, 0.604, maxGapS)).toBeNull();
  });
});
