import { describe, expect, it } from "vitest";
import { LowPass, lowPassCoefficients, lowPassDelayS } from "../../src/kernels/low-pass.ts";

const periodS = 1 / 200;

/** Amplitude of the settled answer to a sine of that frequency. */
function gain(cutoffHz: number, frequencyHz: number): number {
  const filter = new LowPass(1, cutoffHz, periodS);
  const sample = new Float64Array(1);
  let peak = 0;
  for (let k = 0; k < 4000; k++) {
    sample[0] = Math.sin(2 * Math.PI * frequencyHz * k * periodS);
    filter.update(sample, sample);
    if (k > 3000) peak = Math.max(peak, Math.abs(sample[0] as number));
  }
  return peak;
}

describe("low-pass", () => {
  it("passes what is slow, halves the power at the cut-off and stops what is fast", () => {
    expect(gain(5, 0.2)).toBeCloseTo(1, 3);
    expect(gain(5, 5)).toBeCloseTo(Math.SQRT1_2, 2);
    expect(gain(5, 50)).toBeLessThan(0.011);
  });

  it("delays a ramp by the stated time", () => {
    const filter = new LowPass(1, 5, periodS);
    const sample = new Float64Array(1);
    for (let k = 0; k < 2000; k++) {
      sample[0] = k * periodS;
      filter.update(sample, sample);
    }
    // Pre-warping shifts the delay of the discrete filter by a tenth of a millisecond.
    const delayS = 1999 * periodS - (sample[0] as number);
    expect(Math.abs(delayS - lowPassDelayS(5))).toBeLessThan(2e-4);
  });

  it("starts at the first sample, or at the mean of the averaging time, without a step", () => {
    const out = new Float64Array(1);
    new LowPass(1, 5, periodS).update(out, Float64Array.of(9.81));
    expect(out[0]).toBe(9.81);
    const averaging = new LowPass(1, 5, periodS, 4 * periodS);
    for (const value of [1, 2, 3, 4]) averaging.update(out, Float64Array.of(value));
    expect(out[0]).toBe(2.5);
    averaging.update(out, Float64Array.of(2.5));
    expect(out[0]).toBeCloseTo(2.5, 12);
  });

  it("goes on from a saved state as if nothing had happened", () => {
    const run = (filter: LowPass, from: number, to: number): number[] => {
      const out = new Float64Array(1);
      return Array.from({ length: to - from }, (_, k) => {
        filter.update(out, Float64Array.of(Math.sin((from + k) ** 1.5)));
        return out[0] as number;
      });
    };
    const whole = run(new LowPass(1, 8, periodS, 0.1), 0, 100);
    for (const split of [3, 50]) {
      const first = new LowPass(1, 8, periodS, 0.1);
      run(first, 0, split);
      const second = new LowPass(1, 8, periodS, 0.1);
      second.restoreState(first.saveState());
      run(first, 0, 10);
      expect(run(second, split, 100)).toEqual(whole.slice(split));
    }
  });

  it.each([
    [0, periodS],
    [-1, periodS],
    [100, periodS],
    [5, 0],
    [Number.NaN, periodS],
  ])("refuses a cut-off of %d Hz at a period of %d s", (cutoffHz, samplePeriodS) => {
    expect(() => lowPassCoefficients(cutoffHz, samplePeriodS)).toThrow(RangeError);
  });
});
