import { describe, expect, it } from "vitest";
import {
  type ContactMeasurement,
  type ContactTime,
  contactTime,
  forceOffsetS,
  initialContactCorrection,
  pelvisOffsetS,
  toeOffCorrection,
} from "../../src/kernels/contact-timing.ts";

const measured: ContactMeasurement = {
  thighs: 2,
  forceS: 10,
  fallTimeS: 0.0165,
  pelvisS: 20,
  pelvisContactS: 0.18,
};

function timed(changed: Partial<ContactMeasurement>, speed: number | null): ContactTime {
  const out: ContactTime = { timeS: 0, method: "pelvis-thigh-force", confidence: 0 };
  return contactTime(out, { ...measured, ...changed }, toeOffCorrection, speed);
}

describe("contact timing", () => {
  it("is the mixed force's crossing and a constant at the middle fall time, whatever the speed", () => {
    const expected = { method: "pelvis-thigh-force", confidence: 1 };
    for (const speed of [2.5, 4.5, null]) {
      expect(timed({}, speed)).toMatchObject(expected);
      expect(timed({}, speed).timeS).toBeCloseTo(10.02801, 9);
    }
  });

  it("moves contact and toe-off apart when the force falls more slowly", () => {
    const offsets = (fallTimeS: number): number[] =>
      [initialContactCorrection, toeOffCorrection].map(({ force }) =>
        forceOffsetS(force, fallTimeS),
      );
    const [early = 0, late = 0] = offsets(0.0175);
    expect(early - initialContactCorrection.force.constantS).toBeCloseTo(-0.001495, 9);
    expect(late - toeOffCorrection.force.constantS).toBeCloseTo(0.002875, 9);
    // Beyond 8 and 28 ms nothing was fitted.
    expect(offsets(0.001)).toEqual(offsets(0.008));
    expect(offsets(0.05)).toEqual(offsets(0.028));
    expect(offsets(0.001)).not.toEqual(offsets(0.009));
  });

  it("takes the middle fall time before the first step, and is less sure of it", () => {
    const time = timed({ fallTimeS: Number.NaN }, 3);
    expect(time.timeS).toBe(timed({}, 3).timeS);
    expect(time.confidence).toBe(0.6);
  });

  it("is less sure with one thigh", () => {
    const time = timed({ thighs: 1 }, 3);
    expect(time).toMatchObject({ method: "pelvis-one-thigh-force", confidence: 0.7 });
    expect(time.timeS).toBe(timed({}, 3).timeS);
  });

  it("falls back to the pelvis' own crossing without thighs, or where the mix did not cross", () => {
    const alone = timed({ thighs: 0, forceS: Number.NaN }, 3);
    expect(alone).toMatchObject({ method: "pelvis-vertical-crossing", confidence: 0.7 });
    const { constantS, perContact } = toeOffCorrection.pelvis;
    expect(alone.timeS).toBeCloseTo(20 + constantS + 0.18 * perContact, 9);
    expect(timed({ forceS: Number.NaN }, 3)).toEqual(alone);
  });

  it("needs the speed for the pelvis' crossing, and is less sure without", () => {
    const { pelvis } = toeOffCorrection;
    const faster = pelvisOffsetS(pelvis, 0.18, 3 * Math.E ** 0.1) - pelvisOffsetS(pelvis, 0.18, 3);
    expect(faster).toBeCloseTo(0.1 * pelvis.perLogSpeedS, 9);
    expect(pelvisOffsetS(pelvis, 0.18, 9)).toBe(pelvisOffsetS(pelvis, 0.18, 5.5));
    expect(pelvisOffsetS(pelvis, 0.18, 0.1)).toBe(pelvisOffsetS(pelvis, 0.18, 2));
    for (const speed of [null, Number.NaN]) {
      const time = timed({ thighs: 0, forceS: Number.NaN }, speed);
      expect(time.timeS).toBe(20 + pelvis.unknownSpeedS);
      expect(time.confidence).toBe(0.6);
    }
    const first = timed({ thighs: 0, forceS: Number.NaN, pelvisContactS: Number.NaN }, 3);
    expect(first.confidence).toBe(0.6);
    expect(first.timeS).toBeCloseTo(timed({ thighs: 0, forceS: Number.NaN }, 3).timeS, 2);
  });
});
