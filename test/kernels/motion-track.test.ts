import { describe, expect, it } from "vitest";
import { MotionTrack, motionChannels } from "../../src/kernels/motion-track.ts";
import { emptyStretch, SampleHistory } from "../../src/kernels/sample-history.ts";

const motion = (q: readonly number[], force = 0): Float64Array => {
  const values = new Float64Array(motionChannels);
  values.set(q);
  values[6] = force;
  return values;
};

describe("motion track", () => {
  it("reads between samples, and the quaternion along the shorter way", () => {
    const track = new MotionTrack(8, 0.1);
    track.push(1, motion([1, 0, 0, 0], 10));
    // The same rotation with the other sign: halfway must not be a rotation by 180°.
    track.push(1.01, motion([-1, 0, 0, 0], 20));
    const out = new Float64Array(motionChannels);
    expect(track.read(out, 1.005)).toBe(true);
    expect(Math.abs(out[0] as number)).toBeCloseTo(1, 12);
    expect(out[6]).toBeCloseTo(15, 9);
  });

  it("knows nothing outside itself or inside a gap, but each sample exactly", () => {
    const track = new MotionTrack(8, 0.02);
    track.push(1, motion([1, 0, 0, 0], 1));
    track.push(1.5, motion([1, 0, 0, 0], 2));
    const out = motion([0, 0, 0, 0], 7);
    for (const timeS of [0.99, 1.2, 1.51]) expect(track.read(out, timeS)).toBe(false);
    expect(out[6]).toBe(7);
    expect(track.read(out, 1.5)).toBe(true);
    expect(out[6]).toBe(2);
  });

  it("refuses samples that do not go forward in time", () => {
    const track = new MotionTrack(8, 0.02);
    expect(track.push(1, motion([1, 0, 0, 0]))).toBe(true);
    expect(track.push(1, motion([1, 0, 0, 0]))).toBe(false);
    expect(track.push(0.5, motion([1, 0, 0, 0]))).toBe(false);
    expect(track.push(Number.NaN, motion([1, 0, 0, 0]))).toBe(false);
    expect(track.newestS).toBe(1);
  });
});

describe("sample history", () => {
  const filled = (): SampleHistory => {
    const history = new SampleHistory(4, 1);
    for (let k = 0; k < 6; k++) history.push(k, Float64Array.of(k * k));
    return history;
  };

  it("keeps the newest samples only", () => {
    const history = filled();
    expect([history.oldestS, history.newestS]).toEqual([2, 5]);
    expect(history.interpolate(1.9, 0)).toBeNaN();
    expect(history.interpolate(2.5, 0)).toBe(6.5);
    expect(history.interpolate(5, 0)).toBe(25);
    expect(history.interpolate(5.1, 0)).toBeNaN();
  });

  it("summarises a half-open stretch", () => {
    const out = filled().summarize(emptyStretch(), 0, 3, 5);
    expect(out).toEqual({ count: 2, min: 9, minS: 3, max: 16, maxS: 4, mean: 12.5 });
  });

  it("finds where the smallest and the largest value are first", () => {
    const history = new SampleHistory(8, 1);
    for (const [timeS, value] of [2, 5, 1, 5, 1, 3].entries()) {
      history.push(timeS, Float64Array.of(value));
    }
    expect(history.summarize(emptyStretch(), 0, 0, 6)).toMatchObject({ minS: 2, maxS: 1 });
  });

  it("lets one unknown value make the whole summary unknown", () => {
    const history = new SampleHistory(4, 1);
    [1, Number.NaN, 3].forEach((value, timeS) => {
      history.push(timeS, Float64Array.of(value));
    });
    const out = history.summarize(emptyStretch(), 0, 0, 9);
    const unknown = Number.NaN;
    expect(out).toMatchObject({ count: 3, min: unknown, max: unknown, mean: unknown });
  });

  it("covers what lies between its samples, and no gap", () => {
    const history = new SampleHistory(8, 1);
    for (const timeS of [1, 2, 3, 5, 6]) history.push(timeS, Float64Array.of(0));
    expect(history.covers(1, 3, 1)).toBe(true);
    expect(history.covers(5.5, 6, 1)).toBe(true);
    // The samples around the ends count as well.
    expect(history.covers(3.5, 5.5, 1)).toBe(false);
    expect(history.covers(1, 3.1, 1)).toBe(false);
    expect(history.covers(1, 6, 2)).toBe(true);
    expect(history.covers(0.9, 3, 1)).toBe(false);
    expect(history.covers(5, 6.1, 1)).toBe(false);
  });

  it("refuses to be built without room", () => {
    expect(() => new SampleHistory(1, 1)).toThrow(RangeError);
  });
});
