import { describe, expect, it } from "vitest";
import { rotateVector } from "../../src/kernels/quaternion.ts";
import { angleBetween3 } from "../../src/kernels/vector3.ts";
import { Vqf } from "../../src/kernels/vqf/vqf.ts";
import { degPerRad, standardGravityMPerS2 as g, radPerDeg } from "../../src/model/units.ts";

const periodS = 1 / 200;

/** Degrees between the true vertical in pod axes and the filter's. */
function inclinationErrorDeg(filter: Vqf, trueUp: Float64Array): number {
  const q = filter.orientation(new Float64Array(4));
  const up = rotateVector(new Float64Array(3), q, trueUp);
  return angleBetween3(up, Float64Array.of(0, 0, 1)) * degPerRad;
}

describe("VQF", () => {
  it("finds the vertical of a resting pod at once", () => {
    const up = Float64Array.of(0.6, 0, 0.8);
    const filter = new Vqf(periodS);
    filter.update(
      new Float64Array(3),
      up.map((x) => x * g),
    );
    expect(inclinationErrorDeg(filter, up)).toBeLessThan(1e-6);
  });

  it("detects rest after 1.5 s and not while the pod turns", () => {
    const acc = Float64Array.of(0, 0, g);
    const filter = new Vqf(periodS);
    for (let k = 0; k < 1.4 / periodS; k++) filter.update(new Float64Array(3), acc);
    expect(filter.restDetected).toBe(false);
    for (let k = 0; k < 0.2 / periodS; k++) filter.update(new Float64Array(3), acc);
    expect(filter.restDetected).toBe(true);
    filter.update(Float64Array.of(0, 0, 0.5), acc);
    expect(filter.restDetected).toBe(false);
  });

  it("learns the gyroscope's bias at rest", () => {
    const bias = Float64Array.of(0.4, -0.8, 1.1).map((x) => x * radPerDeg);
    const filter = new Vqf(periodS);
    for (let k = 0; k < 20 / periodS; k++) filter.update(bias, Float64Array.of(0, g, 0));
    for (let i = 0; i < 3; i++) {
      expect((filter.biasRadPerS[i] as number) * degPerRad).toBeCloseTo(
        (bias[i] as number) * degPerRad,
        1,
      );
    }
    expect(filter.biasSigmaRadPerS * degPerRad).toBeLessThan(0.1);
  });

  it("follows a quarter turn about a horizontal axis", () => {
    const filter = new Vqf(periodS);
    const rate = Math.PI / 2;
    const up = new Float64Array(3);
    for (let k = 0; k <= 1 / periodS; k++) {
      const angle = rate * k * periodS;
      // A turn about pod x: the vertical moves backward in pod axes.
      up.set([0, Math.sin(angle), Math.cos(angle)]);
      filter.update(
        Float64Array.of(k === 0 ? 0 : rate, 0, 0),
        up.map((v) => v * g),
      );
    }
    expect(inclinationErrorDeg(filter, up)).toBeLessThan(0.2);
  });

  it("keeps the inclination under running-like acceleration, where every sample is far from 1 g", () => {
    const filter = new Vqf(periodS);
    const up = Float64Array.of(1, 0, 0);
    let worst = 0;
    for (let k = 0; k < 60 / periodS; k++) {
      const phase = 2 * Math.PI * 2.7 * k * periodS;
      const vertical = g * (1 + 1.2 * Math.sin(phase));
      const forward = 4 * Math.sin(phase + 1);
      filter.update(new Float64Array(3), Float64Array.of(vertical, 0, forward));
      if (k > 10 / periodS) worst = Math.max(worst, inclinationErrorDeg(filter, up));
    }
    expect(worst).toBeLessThan(0.5);
  });

  it("integrates over the interval it is told, not over the nominal one", () => {
    const filter = new Vqf(periodS);
    const slow = periodS * 1.02;
    for (let k = 0; k < 100; k++)
      filter.update(Float64Array.of(0, 0, 1), Float64Array.of(0, 0, g), 0, slow);
    const q = filter.orientation(new Float64Array(4));
    const turned = 2 * Math.atan2(q[3] as number, q[0] as number);
    expect(turned).toBeCloseTo(100 * slow, 3);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses a sample with %d and is none the worse",
    (bad) => {
      const filter = new Vqf(periodS);
      const acc = Float64Array.of(0, 0, g);
      filter.update(new Float64Array(3), acc);
      const before = filter.saveState();
      expect(filter.update(Float64Array.of(0, bad, 0), acc)).toBe(false);
      expect(filter.update(new Float64Array(3), Float64Array.of(bad, 0, g))).toBe(false);
      expect(filter.update(new Float64Array(3), acc, 0, bad)).toBe(false);
      expect(filter.saveState()).toEqual(before);
      expect(filter.update(new Float64Array(3), acc)).toBe(true);
    },
  );

  it("goes on from a saved state as if nothing had happened", () => {
    const feed = (filter: Vqf, from: number, to: number): void => {
      for (let k = from; k < to; k++) {
        const s = Math.sin(k / 7);
        filter.update(Float64Array.of(s, 0.3 * s, 0.1), Float64Array.of(3 * s, 1, g + 5 * s));
      }
    };
    const whole = new Vqf(periodS);
    feed(whole, 0, 2000);
    const first = new Vqf(periodS);
    feed(first, 0, 900);
    const second = new Vqf(periodS);
    second.restoreState(first.saveState());
    feed(first, 0, 50);
    feed(second, 900, 2000);
    expect(second.saveState()).toEqual(whole.saveState());
  });
});
