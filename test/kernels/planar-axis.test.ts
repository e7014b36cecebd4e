import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BandSignal } from "../../src/kernels/band-signal.ts";
import { wrapAngle } from "../../src/kernels/heading-tracker.ts";
import { type PlanarAxis, PlanarAxisEstimator } from "../../src/kernels/planar-axis.ts";

const fresh = (): PlanarAxis => ({ angleRad: 0, roundness: 0, correlation: 0 });

describe("planar axis", () => {
  it("finds any direction, with the sign of the reference", () => {
    fc.assert(
      fc.property(fc.double({ min: -3.1, max: 3.1, noNaN: true }), (angle) => {
        const estimator = new PlanarAxisEstimator();
        for (let k = 0; k < 200; k++) {
          const along = Math.sin(k / 5);
          const across = 0.2 * Math.cos(k / 3);
          const a = along * Math.cos(angle) - across * Math.sin(angle);
          const b = along * Math.sin(angle) + across * Math.cos(angle);
          estimator.add(a, b, a, b, along);
        }
        const out = fresh();
        expect(estimator.estimate(out)).toBe(true);
        expect(Math.abs(wrapAngle(out.angleRad - angle))).toBeLessThan(0.05);
        expect(out.roundness).toBeLessThan(0.1);
        expect(out.correlation).toBeGreaterThan(0.9);
      }),
    );
  });

  it("says that round movement has no axis, and that nothing moved", () => {
    const estimator = new PlanarAxisEstimator();
    const out = fresh();
    expect(estimator.estimate(out)).toBe(false);
    for (let k = 0; k < 1000; k++) {
      const a = Math.cos(k / 10);
      const b = Math.sin(k / 10);
      estimator.add(a, b, a, b, a);
    }
    expect(estimator.estimate(out)).toBe(true);
    expect(out.roundness).toBeGreaterThan(0.9);
    estimator.reset();
    expect(estimator.estimate(out)).toBe(false);
  });
});

describe("band signal", () => {
  it("passes the step frequency and neither the stride frequency's drift nor gravity", () => {
    const gain = (frequencyHz: number): number => {
      const band = new BandSignal(1, 1.8, 5, 1 / 200);
      const sample = new Float64Array(1);
      let peak = 0;
      for (let k = 0; k < 4000; k++) {
        sample[0] = 9.81 + Math.sin((2 * Math.PI * frequencyHz * k) / 200);
        band.update(sample, sample);
        if (k > 2000) peak = Math.max(peak, Math.abs(sample[0] as number));
      }
      return peak;
    };
    expect(gain(2.8)).toBeGreaterThan(0.6);
    expect(gain(0.1)).toBeLessThan(0.1);
    expect(gain(30)).toBeLessThan(0.05);
  });
});
