import { describe, expect, it } from "vitest";
import { type Cadence, CadenceSpectrum } from "../../src/kernels/cadence-spectrum.ts";
import { standardGravityMPerS2 as g } from "../../src/model/units.ts";
import { seededUniform } from "../support/random.ts";
import { verticalForce } from "../support/running-force.ts";
import { walkingForce } from "../support/walking-force.ts";

const periodS = 1 / 200;
const fresh = (): Cadence => ({ cadenceSpm: 0, stepRegularity: 0, strideRegularity: 0 });

function measure(force: (timeS: number) => number, seconds = 6): Cadence | null {
  const spectrum = new CadenceSpectrum(1024, periodS);
  for (let k = 0; k * periodS < seconds; k++) spectrum.add(force(k * periodS));
  const out = fresh();
  return spectrum.measure(out) ? out : null;
}

describe("cadence spectrum", () => {
  it.each([150, 163, 172.5, 181, 204, 240])(
    "reads %d steps per minute to within half a step",
    (cadenceSpm) => {
      const stepTimeS = 60 / cadenceSpm;
      const running = { stepTimeS, stanceTimeS: 0.65 * stepTimeS, firstContactS: 0 };
      const cadence = measure((t) => verticalForce(running, t));
      expect(Math.abs((cadence?.cadenceSpm ?? 0) - cadenceSpm)).toBeLessThan(0.5);
      expect(cadence?.stepRegularity).toBeGreaterThan(0.95);
      expect(cadence?.strideRegularity).toBeGreaterThan(0.95);
    },
  );

  it.each(
    [90, 110, 140].flatMap((cadenceSpm) =>
      [0, 0.5, 1, 1.5].map((pushOff) => [cadenceSpm, pushOff] as const),
    ),
  )(
    "reads %d steps per minute of a walk, however much the foot pushes off (%f)",
    (cadenceSpm, pushOff) => {
      const walking = { cadenceSpm, deviationG: 0.15, pushOff };
      const cadence = measure((t) => walkingForce(walking, t));
      expect(Math.abs((cadence?.cadenceSpm ?? 0) - cadenceSpm)).toBeLessThan(2.5);
      expect(cadence?.stepRegularity).toBeGreaterThan(0.8);
    },
  );

  it("tells uneven steps by a stride regularity above the step regularity", () => {
    const running = { stepTimeS: 0.35, stanceTimeS: 0.23, firstContactS: 0 };
    const limping = measure((t) => {
      const right = Math.floor(t / running.stepTimeS) % 2 === 1;
      return verticalForce(running, t) * (right ? 0.7 : 1.3);
    });
    expect(limping?.cadenceSpm).toBeCloseTo(60 / 0.35, 0);
    const difference = (limping?.strideRegularity ?? 0) - (limping?.stepRegularity ?? 0);
    expect(difference).toBeGreaterThan(0.1);
  });

  it("knows no cadence while the runner stands, and none of noise", () => {
    expect(measure(() => g)).toBeNull();
    expect(measure((t) => g + 0.3 * Math.sin(2 * Math.PI * 2.5 * t))).toBeNull();
    const uniform = seededUniform(3);
    let known = 0;
    for (let window = 0; window < 30; window++) {
      // Noise of 2 m/s², slow enough to have all its power in the band of steps.
      let level = 0;
      const noise = (): number => {
        level += 0.08 * (24 * (uniform() - 0.5) - level);
        return g + level;
      };
      if (measure(noise) !== null) known += 1;
    }
    expect(known).toBeLessThanOrEqual(3);
  });

  it("needs a full window, also after a reset", () => {
    const running = { stepTimeS: 0.35, stanceTimeS: 0.23, firstContactS: 0 };
    const force = (t: number): number => verticalForce(running, t);
    expect(measure(force, 5)).toBeNull();
    const spectrum = new CadenceSpectrum(1024, periodS);
    for (let k = 0; k < 1200; k++) spectrum.add(force(k * periodS));
    expect(spectrum.measure(fresh())).toBe(true);
    spectrum.reset();
    for (let k = 0; k < 1000; k++) spectrum.add(force(k * periodS));
    expect(spectrum.measure(fresh())).toBe(false);
  });

  it("does not wrap its autocorrelation around: two different halves are not regular", () => {
    const cadence = measure((t) => g + 8 * Math.sin(2 * Math.PI * (t < 3.4 ? 2.4 : 3.1) * t));
    expect(cadence?.strideRegularity ?? 0).toBeLessThan(0.8);
  });
});
