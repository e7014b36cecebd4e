import { describe, expect, it } from "vitest";
import { HeadingTracker, wrapAngle } from "../../src/kernels/heading-tracker.ts";
import { degPerRad, radPerDeg } from "../../src/model/units.ts";
import { seededUniform } from "../support/random.ts";

describe("heading tracker", () => {
  it("starts as the mean of the first strides", () => {
    const tracker = new HeadingTracker();
    expect(tracker.headingRad).toBeNull();
    for (const deg of [10, 14, 12]) tracker.update(deg * radPerDeg);
    expect((tracker.headingRad ?? 0) * degPerRad).toBeCloseTo(12, 1);
    expect(tracker.strides).toBe(3);
  });

  it("follows a drift of 9 degrees a minute without lag, through the half turn", () => {
    const tracker = new HeadingTracker();
    const uniform = seededUniform(2);
    const perStrideDeg = (9 * 0.7) / 60;
    let worst = 0;
    const strides = 2000;
    for (let k = 0; k < strides; k++) {
      const trueDeg = 170 + k * perStrideDeg;
      tracker.update(wrapAngle((trueDeg + 2 * (uniform() - 0.5)) * radPerDeg));
      const error = wrapAngle((tracker.headingRad ?? 0) - trueDeg * radPerDeg) * degPerRad;
      if (k > 200) worst = Math.max(worst, Math.abs(error));
    }
    expect(worst).toBeLessThan(0.7);
  });

  it("refuses a stride that is far off, and one that is no number", () => {
    const tracker = new HeadingTracker();
    for (let k = 0; k < 10; k++) tracker.update(0.1);
    expect(tracker.update(0.1 + Math.PI / 2)).toBe(false);
    expect(tracker.update(Number.NaN)).toBe(false);
    expect(tracker.headingRad).toBeCloseTo(0.1, 9);
    expect(tracker.strides).toBe(10);
  });

  it("starts anew after several refused strides in a row, and on demand", () => {
    const tracker = new HeadingTracker();
    for (let k = 0; k < 10; k++) tracker.update(0.1);
    for (let k = 0; k < 4; k++) expect(tracker.update(1.5)).toBe(false);
    // A good one in between: they were stumbles.
    expect(tracker.update(0.1)).toBe(true);
    for (let k = 0; k < 5; k++) expect(tracker.update(1.5)).toBe(false);
    expect(tracker.headingRad).toBeNull();
    expect(tracker.update(1.5)).toBe(true);
    expect(tracker.headingRad).toBeCloseTo(1.5, 9);
    tracker.reset();
    expect([tracker.headingRad, tracker.strides]).toEqual([null, 0]);
  });

  it("takes a lasting change in over about 30 strides", () => {
    const tracker = new HeadingTracker();
    for (let k = 0; k < 100; k++) tracker.update(0);
    const headingAfter = (strides: number): number => {
      for (let k = 0; k < strides; k++) tracker.update(0.1);
      return tracker.headingRad ?? 0;
    };
    expect(headingAfter(5)).toBeLessThan(0.06);
    // The rate that followed the change lets it swing over a little.
    expect(Math.abs(headingAfter(60) - 0.1)).toBeLessThan(0.02);
  });

  it("says how much drift it took out, how fast it goes on and how sure it is", () => {
    const tracker = new HeadingTracker();
    const uniform = seededUniform(7);
    const perStrideDeg = 0.08;
    const errors: number[] = [];
    expect(tracker.sigmaAfterRad(0)).toBeNaN();
    for (let k = 0; k < 900; k++) {
      // Uniform over 5.2° has a standard deviation of 1.5°.
      tracker.update(wrapAngle((k * perStrideDeg + 5.2 * (uniform() - 0.5)) * radPerDeg));
      if (k < 100) continue;
      errors.push(wrapAngle((tracker.headingRad ?? 0) - k * perStrideDeg * radPerDeg));
    }
    expect(tracker.driftRad * degPerRad).toBeCloseTo(899 * perStrideDeg, -1);
    expect(tracker.ratePerStrideRad * degPerRad).toBeCloseTo(perStrideDeg, 1);
    const rms = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    expect(tracker.sigmaAfterRad(0) / rms).toBeGreaterThan(0.7);
    expect(tracker.sigmaAfterRad(0) / rms).toBeLessThan(1.4);
  });

  it("drifts on while it is held, and is less sure of it", () => {
    const tracker = new HeadingTracker();
    for (let k = 0; k < 300; k++) tracker.update(k * 0.001);
    const sigmaRad = tracker.sigmaAfterRad(0);
    for (let k = 0; k < 30; k++) tracker.hold();
    expect(tracker.headingRad).toBeCloseTo(0.329, 3);
    expect(tracker.sigmaAfterRad(0)).toBeGreaterThan(1.5 * sigmaRad);
  });

  it("comes back at once after a pause in which the heading drifted, and takes it for no drift", () => {
    const tracker = new HeadingTracker();
    const rate = 0.0008;
    for (let k = 0; k < 300; k++) tracker.update(k * rate);
    const driftBefore = tracker.ratePerStrideRad;
    // Two minutes in which it turned by 8° more than the drift says.
    const sigmaBefore = tracker.sigmaAfterRad(0);
    expect(tracker.sigmaAfterRad(170)).toBeGreaterThan(10 * sigmaBefore);
    tracker.pause(170);
    const turned = 300 * rate + 8 * radPerDeg;
    for (let k = 0; k < 5; k++) tracker.update(turned + k * rate);
    expect(Math.abs((tracker.headingRad ?? 0) - turned - 4 * rate)).toBeLessThan(1 * radPerDeg);
    expect(Math.abs(tracker.ratePerStrideRad - driftBefore)).toBeLessThan(0.1 * radPerDeg);
  });
});
