import { describe, expect, it } from "vitest";
import { ContactForces, type ForceMix, type ThighUse } from "../../src/kernels/contact-forces.ts";
import { standardGravityMPerS2 as g } from "../../src/model/units.ts";

const periodS = 1 / 200;

type ForcesG = (timeS: number) => readonly [pelvis: number, left: number, right: number];

/** The kernel after the forces up to a time. */
function forcesAfter(forcesG: ForcesG, untilS: number, samplePeriodS = periodS): ContactForces {
  const forces = new ContactForces(samplePeriodS);
  for (let k = 0; k * samplePeriodS <= untilS + 1e-9; k++) {
    const timeS = k * samplePeriodS;
    forces.update(
      timeS,
      Float64Array.from(forcesG(timeS), (value) => value * g),
    );
  }
  return forces;
}

const mixOf = (cutoff: ForceMix["cutoff"], pelvis: number, landing: number, other: number) => ({
  cutoff,
  pelvis,
  landing,
  other,
});
const bothOf = (landing: ThighUse["landing"]): ThighUse => ({
  landing,
  missing: null,
  halfStrideS: 0,
});

const cutoffsHz = { slow: 5, fast: 12 } as const;

/**
 * A sampled low-pass delays a ramp a little less than the continuous one, whose delay is taken out: 0.2 ms at 12 Hz and the
 * session's 200 Hz.
 */
function delayLeftS(cutoffHz: number, samplePeriodS: number): number {
  const sampled = (samplePeriodS / 2) * (Math.SQRT2 / Math.tan(Math.PI * cutoffHz * samplePeriodS));
  return sampled - Math.SQRT2 / (2 * Math.PI * cutoffHz);
}

/** Ramps through 1 g: a low-pass only delays them, so that their crossings are known. */
const ramps: ForcesG = (timeS) => [
  1 + 4 * (timeS - 1.5),
  1 + 6 * (timeS - 1.45),
  1 + 2 * (timeS - 1.6),
];

describe("mixed contact forces", () => {
  it.each([
    ["slow", 1 / 200],
    ["fast", 1 / 200],
    ["slow", 1 / 100],
    ["fast", 1 / 100],
  ] as const)(
    "cross where the weighted sum crosses, the %s filter's delay and the sampling every %d s taken out",
    (cutoff, samplePeriodS) => {
      const forces = forcesAfter(ramps, 1.56, samplePeriodS);
      const mix = mixOf(cutoff, 0.5, 0.2, 0.3);
      // 0.5 · 4 + 0.2 · 6 + 0.3 · 2 and the other way round; and what the sums are at 1.5 s.
      const slope = { left: 3.8, right: 4.2 };
      const at = { left: 1, right: 1.05 };
      const lateS = delayLeftS(cutoffsHz[cutoff], samplePeriodS);
      for (const side of ["left", "right"] as const) {
        const crossingS = forces.lastCrossing(mix, bothOf(side), 0.95, true);
        expect(crossingS).toBeCloseTo(1.5 + (0.95 - at[side]) / slope[side] + lateS, 6);
      }
      const even = forces.lastCrossing(mix, bothOf(null), 0.95, true);
      expect(even).toBeCloseTo(1.5 + (0.95 - 1.025) / 4 + lateS, 6);
    },
  );

  it("cross upward or downward, as asked for, and the newest crossing counts", () => {
    const wave: ForcesG = (timeS) => {
      const value = 1 + 0.5 * Math.sin(2 * Math.PI * 10 * timeS);
      return [value, value, value];
    };
    const forces = forcesAfter(wave, 2);
    const mix = mixOf("fast", 0.4, 0.3, 0.3);
    const rising = forces.lastCrossing(mix, bothOf(null), 1, true);
    const falling = forces.lastCrossing(mix, bothOf(null), 1, false);
    expect(Math.abs(rising - falling)).toBeCloseTo(0.05, 3);
    expect(Math.max(rising, falling)).toBeGreaterThan(2 - 0.05 - 0.02);
  });

  it("do not cross where it was longer ago than 120 ms, or never", () => {
    const forces = forcesAfter(ramps, 2);
    const mix = mixOf("fast", 1, 0, 0);
    expect(forces.lastCrossing(mix, bothOf(null), 1, true)).toBeNaN();
    expect(forces.lastCrossing(mix, bothOf(null), 99, true)).toBeNaN();
    expect(forces.lastCrossing(mix, bothOf(null), 2.8, true)).toBeCloseTo(
      1.95 + delayLeftS(12, periodS),
      6,
    );
  });

  it("let one thigh stand in for the other by what it did half a stride before", () => {
    const strideS = 0.7;
    const swing = (timeS: number): number => Math.sin((2 * Math.PI * timeS) / strideS);
    const whole: ForcesG = (timeS) => [1, 1 + swing(timeS), 1 + swing(timeS - strideS / 2)];
    const half: ForcesG = (timeS) => [1, Number.NaN, whole(timeS)[2]];
    const mix = mixOf("slow", 0.2, 0.6, 0.2);
    const one = { landing: "left", missing: "left", halfStrideS: strideS / 2 } as const;
    for (const untilS of [3, 3.1, 3.2, 3.3]) {
      const expected = forcesAfter(whole, untilS).newestG(mix, bothOf("left"));
      expect(forcesAfter(half, untilS).newestG(mix, one)).toBeCloseTo(expected, 6);
    }
  });

  it("know a thigh only some time after it has come, and again after a gap", () => {
    const forces = forcesAfter((timeS) => [1, 1, timeS > 1 && timeS < 2 ? Number.NaN : 1], 2.3);
    expect(forces.isKnown("left")).toBe(true);
    expect(forces.isKnown("right")).toBe(false);
    expect(forces.canStandIn("left", 0.4)).toBe(true);
    const later = forcesAfter((timeS) => [1, 1, timeS > 1 && timeS < 2 ? Number.NaN : 1], 2.45);
    expect(later.isKnown("right")).toBe(true);
    expect(later.canStandIn("right", 0.4)).toBe(false);
  });

  it("keep nothing of a thigh from before a gap", () => {
    const left = (timeS: number): number => (timeS < 1 ? 9 : 1);
    const gap: ForcesG = (timeS) => [1, timeS > 1 && timeS < 1.2 ? Number.NaN : left(timeS), 1];
    expect(forcesAfter(gap, 1.3).newestG(mixOf("slow", 0, 0.5, 0.5), bothOf(null))).toBeCloseTo(
      1,
      9,
    );
  });

  it("find no crossing beyond a gap of the pelvis, after which its low-pass begins anew", () => {
    const gap: ForcesG = (timeS) => {
      const [pelvis, left, right] = ramps(timeS);
      return [timeS > 1.5 && timeS < 1.51 ? Number.NaN : pelvis, left, right];
    };
    const mix = mixOf("fast", 0.6, 0.2, 0.2);
    expect(forcesAfter(ramps, 1.54).lastCrossing(mix, bothOf(null), 0.8, true)).toBeGreaterThan(0);
    const forces = forcesAfter(gap, 1.54);
    expect(forces.lastCrossing(mix, bothOf(null), 0.8, true)).toBeNaN();
    expect(forcesAfter(gap, 1.51).pelvisG).toBeCloseTo(ramps(1.51)[0], 9);
    expect(forcesAfter(gap, 1.505).pelvisG).toBeNaN();
    expect(forces.isKnown("left")).toBe(true);
  });

  it("refuse a sample that is not newer", () => {
    const forces = forcesAfter(ramps, 1);
    const sample = Float64Array.of(9 * g, 9 * g, 9 * g);
    for (const timeS of [1, 0.5, Number.NaN]) expect(forces.update(timeS, sample)).toBe(false);
    expect(forces.pelvisG).toBe(forcesAfter(ramps, 1).pelvisG);
  });
});
