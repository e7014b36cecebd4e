import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conjugateQuaternion, multiplyQuaternions } from "../../../src/kernels/quaternion.ts";
import { GaitPhase, type Jet } from "../../../src/kernels/simulation/gait-phase.ts";
import {
  addProduct,
  alongPhase,
  coefficientsPerCurve,
  curveAt,
  Harmonics,
} from "../../../src/kernels/simulation/harmonic-curves.ts";
import { SmoothPath } from "../../../src/kernels/simulation/smooth-path.ts";
import { TurningFrame } from "../../../src/kernels/simulation/turning-frame.ts";
import { seededUniform } from "../../support/random.ts";

/** Derivatives of a value by small differences, s⁻¹ and s⁻². */
function differences(value: (timeS: number) => number, timeS: number): [number, number] {
  const h = 1e-4;
  const [before, now, after] = [value(timeS - h), value(timeS), value(timeS + h)] as const;
  return [(after - before) / (2 * h), (after - 2 * now + before) / (h * h)];
}

function expectDerivatives(at: (timeS: number) => Jet, timeS: number, scale: number): void {
  const [rate, acceleration] = differences((t) => at(t)[0], timeS);
  const jet = at(timeS);
  expect(Math.abs(jet[1] - rate)).toBeLessThan(1e-4 * scale);
  expect(Math.abs(jet[2] - acceleration)).toBeLessThan(2e-3 * scale);
}

/** Knots of uneven steps; stance and flight in turns. */
function unevenPhase(seed: number): { phase: GaitPhase; knots: [number, number][] } {
  const random = seededUniform(seed);
  const phase = new GaitPhase();
  const knots: [number, number][] = [];
  let timeS = 0;
  for (let i = 0; i < 40; i++) {
    const value = Math.floor(i / 2) / 2 + (i % 2) * 0.35;
    knots.push([timeS, value]);
    phase.add(timeS, value);
    timeS += (i % 2 === 0 ? 0.25 : 0.1) * (0.9 + 0.2 * random());
  }
  return { phase, knots };
}

describe("the phase of a gait", () => {
  it("passes its knots, and never stands still or goes back", () => {
    const { phase, knots } = unevenPhase(3);
    const out: Jet = [0, 0, 0];
    for (const [timeS, value] of knots.slice(1, -2)) {
      expect(phase.at(out, timeS)[0]).toBeCloseTo(value, 12);
    }
    for (let t = knots[1]?.[0] as number; t < phase.knownUntilS; t += 0.003) {
      expect(phase.at(out, t)[1]).toBeGreaterThan(0.3);
    }
  });

  it("has exact derivatives that are continuous at the knots", () => {
    const { phase, knots } = unevenPhase(4);
    const at = (t: number): Jet => phase.at([0, 0, 0], t);
    for (let t = 0.6; t < 5; t += 0.0371) expectDerivatives(at, t, 10);
    for (const [timeS] of knots.slice(2, -3)) {
      const [before, after] = [at(timeS - 1e-9), at(timeS + 1e-9)];
      expect(after[1]).toBeCloseTo(before[1], 5);
      expect(after[2]).toBeCloseTo(before[2], 3);
    }
  });

  it("refuses knots that go back and times it does not know", () => {
    const { phase } = unevenPhase(5);
    expect(() => phase.add(0, 100)).toThrow(/phase 100 at 0 s after/);
    expect(() => phase.at([0, 0, 0], -1)).toThrow("gait phase at -1 s is not known");
    expect(() => phase.at([0, 0, 0], 1000)).toThrow("not known");
    phase.forgetBefore(4);
    expect(() => phase.at([0, 0, 0], 1)).toThrow("not known");
    expect(phase.at([0, 0, 0], 4.01)[1]).toBeGreaterThan(0);
  });
});

describe("a smooth path", () => {
  it("stays, moves with exact derivatives, and waits for the move before", () => {
    const path = new SmoothPath(1);
    path.moveTo(3, 10, 2);
    path.moveTo(0, 11, 1);
    const at = (t: number): Jet => path.at([0, 0, 0], t);
    expect(at(5)).toEqual([1, 0, 0]);
    expect(at(11)[0]).toBeCloseTo(2, 12);
    expect(at(12)[0]).toBeCloseTo(3, 12);
    expect(at(20)[0]).toBe(0);
    expect(path.end).toBe(0);
    for (const t of [10.3, 11.4, 12.2, 12.8]) expectDerivatives(at, t, 20);
    expect(at(10.5)[0]).toBeLessThan(at(10.6)[0]);
    // Back to an earlier time.
    expect(at(5)[0]).toBe(1);
  });
});

describe("harmonic curves", () => {
  it("have exact derivatives in time, also where their share changes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
          minLength: coefficientsPerCurve,
          maxLength: coefficientsPerCurve,
        }),
        fc.double({ min: 0.7, max: 4, noNaN: true }),
        (coefficients, timeS) => {
          const { phase } = unevenPhase(7);
          const share = new SmoothPath(0.2);
          share.moveTo(1, 0, 5);
          const packed = Float64Array.from(coefficients.map((c, i) => c / (1 + i * i)));
          const at = (t: number): Jet => {
            const jet = phase.at([0, 0, 0], t);
            const harmonics = new Harmonics();
            harmonics.set(jet[0]);
            const curve = alongPhase(curveAt([0, 0, 0], packed, 0, harmonics), jet);
            return addProduct([0, 0, 0], share.at([0, 0, 0], t), curve);
          };
          expectDerivatives(at, timeS, 300);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("a turning frame", () => {
  it("has the angular rate that its turning makes", () => {
    const angles = (t: number): [number, number, number] => [
      0.5 * Math.sin(3 * t),
      0.3 * Math.cos(2 * t),
      0.8 * Math.sin(t + 1),
    ];
    const rates = (t: number): [number, number, number] => [
      1.5 * Math.cos(3 * t),
      -0.6 * Math.sin(2 * t),
      0.8 * Math.cos(t + 1),
    ];
    const pose = (t: number): TurningFrame => {
      const [a, b, c] = angles(t);
      const [ra, rb, rc] = rates(t);
      return new TurningFrame().turn(1, a, ra).turn(0, b, rb).turn(2, c, rc);
    };
    const h = 1e-6;
    for (let t = 0; t < 4; t += 0.37) {
      const before = conjugateQuaternion(new Float64Array(4), pose(t - h).labFromFrame);
      const turn = multiplyQuaternions(new Float64Array(4), before, pose(t + h).labFromFrame);
      const rate = pose(t).rateRadPerS;
      for (let i = 0; i < 3; i++) {
        // Twice the vector part of a small turn is the turn.
        expect((2 * (turn[i + 1] as number)) / (2 * h)).toBeCloseTo(rate[i] as number, 5);
      }
    }
  });
});
