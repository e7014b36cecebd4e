import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ThighLag } from "../../src/kernels/thigh-lag.ts";
import { linkedMotion, type PodArm } from "../support/linked-motion.ts";
import { seededUniform } from "../support/random.ts";

const arms = { pelvis: { anteriorM: -0.1, upM: 0.12 }, thigh: { anteriorM: 0.08, upM: -0.22 } };

interface Pods {
  readonly pelvis: Float64Array;
  readonly thigh: Float64Array;
}

/** Lags that come out of so many seconds, s. */
function lagsOf(motion: (timeS: number) => Pods | null, forS: number, rateHz = 200): number[] {
  const kernel = new ThighLag(1 / rateHz);
  const lags: number[] = [];
  for (let i = 0; i < forS * rateHz; i++) {
    const pods = motion(i / rateHz);
    if (pods === null) continue;
    if (kernel.update(i / rateHz, pods.pelvis, 0, pods.thigh, 0)) lags.push(kernel.lagS);
  }
  return lags;
}

describe("lag of a thigh pod", () => {
  it("is found wherever on the segments the pods are, to a millisecond", () => {
    const arm = fc.record<PodArm>({
      anteriorM: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
      upM: fc.double({ min: -0.35, max: 0.35, noNaN: true }),
    });
    const lateS = fc.double({ min: -0.12, max: 0.12, noNaN: true });
    fc.assert(
      fc.property(lateS, arm, arm, (late, pelvis, thigh) => {
        const lags = lagsOf((t) => linkedMotion(t, late, { pelvis, thigh }), 9);
        expect(lags).toHaveLength(1);
        expect(Math.abs((lags[0] as number) - late)).toBeLessThan(0.001);
      }),
      { numRuns: 30 },
    );
  });

  it("is the same at another rate", () => {
    const [lag = Number.NaN] = lagsOf((t) => linkedMotion(t, 0.033, arms), 9, 100);
    expect(lag).toBeCloseTo(0.033, 3);
  });

  it("is told again every eight seconds, and follows", () => {
    const lags = lagsOf((t) => linkedMotion(t, t < 12 ? 0 : 0.05, arms), 26);
    expect(lags).toHaveLength(3);
    expect(lags[0]).toBeCloseTo(0, 3);
    expect(lags[2]).toBeCloseTo(0.05, 3);
  });

  it("is not harmed by gaps: what is known around them is enough", () => {
    const uniform = seededUniform(5);
    let missing = 0;
    const lossy = (t: number): Pods | null => {
      if (missing === 0 && uniform() < 0.005) missing = 7;
      if (missing > 0) missing -= 1;
      return missing > 0 ? null : linkedMotion(t, 0.02, arms);
    };
    const lags = lagsOf(lossy, 120);
    expect(lags.length).toBeGreaterThan(1);
    for (const lag of lags) expect(lag).toBeCloseTo(0.02, 3);
  });

  it("is not told of who stands, or of a thigh that belongs to another", () => {
    const stands = linkedMotion(0, 0, arms);
    expect(lagsOf(() => stands, 9)).toEqual([Number.NaN]);
    const stranger = (t: number): Pods => ({
      pelvis: linkedMotion(t, 0, arms).pelvis,
      thigh: linkedMotion(1.37 * t, 0, arms).thigh,
    });
    expect(lagsOf(stranger, 9)).toEqual([Number.NaN]);
  });

  it("is never taken for none where it is longer than those that are tried", () => {
    for (const lateS of [-0.26, -0.21, 0.21, 0.26]) {
      const [lag = 0] = lagsOf((t) => linkedMotion(t, lateS, arms), 9);
      expect(Number.isNaN(lag) || Math.abs(lag) > 0.09).toBe(true);
    }
  });

  it("starts anew on demand: nothing of before is mixed in", () => {
    const kernel = new ThighLag(1 / 200);
    const lags: number[] = [];
    for (let i = 0; i < 13 * 200; i++) {
      if (i === 4 * 200) kernel.reset();
      const pods = linkedMotion(i / 200, i < 4 * 200 ? 0.05 : 0, arms);
      if (kernel.update(i / 200, pods.pelvis, 0, pods.thigh, 0)) lags.push(kernel.lagS);
    }
    expect(lags).toHaveLength(1);
    expect(lags[0]).toBeCloseTo(0, 3);
  });
});
