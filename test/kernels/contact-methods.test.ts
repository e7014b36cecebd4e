import { describe, expect, it } from "vitest";
import { AuvinetMethod } from "../../src/kernels/contact-methods/auvinet.ts";
import { BensonMethod } from "../../src/kernels/contact-methods/benson.ts";
import type { ContactMethod } from "../../src/kernels/contact-methods/contact-method.ts";
import { LeeMethod } from "../../src/kernels/contact-methods/lee.ts";
import { contactLeadS, PatozMethod } from "../../src/kernels/contact-methods/patoz.ts";
import { publishedMethods } from "../../src/kernels/contact-methods/published-methods.ts";
import { ReenaldaMethod } from "../../src/kernels/contact-methods/reenalda.ts";
import { StepWindow } from "../../src/kernels/contact-methods/step-window.ts";
import { WixtedMethod } from "../../src/kernels/contact-methods/wixted.ts";
import { standardGravityMPerS2 as g } from "../../src/model/units.ts";
import { modelForce, modelRunner } from "../support/model-runner.ts";

const { stepTimeS, stanceTimeS } = modelRunner;
const periodS = 1 / 200;

/** What a method finds in the later, settled part of a run, s. */
interface Found {
  readonly initialContactS: number[];
  readonly toeOffS: number[];
  readonly delayS: number[];
}

/** @param fromS what is decided before then is not looked at. */
function run(
  method: ContactMethod,
  force: (timeS: number) => Float64Array = modelForce,
  fromS = 6,
  untilS = 12,
): Found {
  const found: Found = { initialContactS: [], toeOffS: [], delayS: [] };
  for (let k = 0; k * periodS < untilS; k++) {
    const nowS = k * periodS;
    if (!method.update(nowS, force(nowS)) || nowS < fromS) continue;
    for (const event of ["initialContactS", "toeOffS"] as const) {
      const timeS = method.found[event];
      if (Number.isNaN(timeS)) continue;
      found[event].push(timeS);
      found.delayS.push(nowS - timeS);
    }
  }
  return found;
}

/** From where an event must be in its step to where it is, s. */
function offS(timeS: number, expectedS: number): number {
  const steps = Math.round((timeS - expectedS) / stepTimeS);
  return timeS - expectedS - steps * stepTimeS;
}

/** One event in every step of 6 s, all of them within some ms of where they must be. */
function expectAt(timesS: readonly number[], expectedS: number, withinMs: number): void {
  expect(timesS.length).toBeGreaterThanOrEqual(Math.floor(6 / stepTimeS));
  expect(timesS.length).toBeLessThanOrEqual(Math.ceil(6 / stepTimeS));
  const worst = Math.max(...timesS.map((timeS) => Math.abs(1000 * offS(timeS, expectedS))));
  expect(worst).toBeLessThan(withinMs);
}

/** When the half sine of the model's support passes body weight, from contact on, s. */
const bodyWeightS = (stanceTimeS / Math.PI) * Math.asin((2 / Math.PI) * (stanceTimeS / stepTimeS));

describe("published contact methods on a runner with known features", () => {
  it("Auvinet: half way from the flight's trough to the peak before braking; where the force is gone", () => {
    const { initialContactS, toeOffS } = run(new AuvinetMethod(periodS));
    const troughS = modelRunner.flightTroughS - stepTimeS;
    expectAt(initialContactS, (troughS + modelRunner.beforeBrakingS) / 2, 4);
    expectAt(toeOffS, stanceTimeS, 8);
  });

  it("Lee: the braking spike and the second trough", () => {
    const { initialContactS, toeOffS } = run(new LeeMethod(periodS));
    expectAt(initialContactS, modelRunner.brakingS, 3);
    expectAt(toeOffS, modelRunner.secondTroughS, 3);
  });

  it("Wixted: the braking spike, and the vertical force falling through body weight", () => {
    const { initialContactS, toeOffS } = run(new WixtedMethod(periodS));
    expectAt(initialContactS, modelRunner.brakingS, 3);
    expectAt(toeOffS, stanceTimeS - bodyWeightS, 2);
  });

  it("Benson: the trough that is deep and late, and the one before it", () => {
    const { initialContactS, toeOffS } = run(new BensonMethod(periodS));
    expectAt(initialContactS, modelRunner.brakingS, 5);
    expectAt(toeOffS, modelRunner.secondTroughS, 5);
  });

  it("Benson: without a trough before the contact, the shoulder of the falling forward force", () => {
    // Up from the spike to 0.14 s after it; then down all the way, hardly so at the shoulder.
    const [upS, shoulder] = [0.14, 0.45];
    const downS = stepTimeS - upS;
    const fall = (part: number): number => part * (1 - part) * (0.01 + (part - shoulder) ** 2);
    const sum = (to: number): number => {
      let total = 0;
      for (let k = 0; k < 400; k++) total += (to / 400) * fall(((k + 0.5) * to) / 400);
      return total;
    };
    const whole = sum(1);
    const falling = (timeS: number): Float64Array => {
      const force = modelForce(timeS);
      const since = (timeS - modelRunner.brakingS + stepTimeS) % stepTimeS;
      const height =
        since < upS
          ? 0.5 - 0.5 * Math.cos((Math.PI * since) / upS)
          : 1 - sum((since - upS) / downS) / whole;
      force[0] = 16 * height - 9;
      return force;
    };
    const { initialContactS, toeOffS } = run(new BensonMethod(periodS), falling);
    expectAt(initialContactS, modelRunner.brakingS, 10);
    expectAt(toeOffS, modelRunner.brakingS + upS + shoulder * downS, 10);
  });

  it("Reenalda: the fastest descent, where the vertical force rises through body weight", () => {
    const { initialContactS, toeOffS } = run(new ReenaldaMethod(periodS));
    expectAt(initialContactS, bodyWeightS, 5);
    expect(toeOffS).toEqual([]);
  });

  it("Reenalda: the same with an accelerometer that reads 15 % too much", () => {
    const { initialContactS } = run(new ReenaldaMethod(periodS), (timeS) =>
      modelForce(timeS).map((value) => 1.15 * value),
    );
    expectAt(initialContactS, bodyWeightS, 5);
  });

  it("Patoz: contact and toe-off themselves, for a force that is the sine model's", () => {
    const { initialContactS, toeOffS } = run(new PatozMethod(periodS));
    // What the low cut-off takes away of the half sine's ends.
    expectAt(initialContactS, 0, 25);
    expectAt(toeOffS, stanceTimeS, 25);
    const effectiveS = stanceTimeS - 2 * bodyWeightS;
    const toeOffAfterS = toeOffS.find((timeS) => timeS > (initialContactS[0] as number)) as number;
    expect(toeOffAfterS - (initialContactS[0] as number)).toBeGreaterThan(effectiveS + 0.03);
  });

  it("Patoz: the lead is exact in the sine model, and no more than without flight", () => {
    expect(contactLeadS(stanceTimeS - 2 * bodyWeightS, stepTimeS)).toBeCloseTo(bodyWeightS, 9);
    expect(contactLeadS(0.35, 0.36)).toBeCloseTo(0.36 * (Math.asin(2 / Math.PI) / Math.PI), 9);
  });

  it.each(publishedMethods)(
    "$name finds the same in a run that is shifted by half a sample",
    ({ create }) => {
      const shiftS = periodS / 2;
      const early = run(create(periodS)).initialContactS;
      const late = run(create(periodS), (timeS) => modelForce(timeS - shiftS)).initialContactS;
      expect(early.length).toBeGreaterThan(10);
      late.slice(0, 10).forEach((timeS, i) => {
        // Rounded to samples it would be off by a half or by none.
        const shifted = offS(timeS, 0) - offS(early[i] as number, 0);
        expect(Math.abs(shifted - shiftS)).toBeLessThan(0.0008);
      });
    },
  );

  it.each(publishedMethods)(
    "$name decides after the event, and within half a second",
    ({ create }) => {
      const { delayS } = run(create(periodS));
      expect(Math.min(...delayS)).toBeGreaterThan(0);
      expect(Math.max(...delayS)).toBeLessThan(0.5);
    },
  );

  it.each(publishedMethods)("$name finds nothing in standing", ({ create }) => {
    const { initialContactS, toeOffS } = run(create(periodS), () => Float64Array.of(0, 0, g), 0);
    expect([...initialContactS, ...toeOffS]).toEqual([]);
  });

  it.each(publishedMethods)(
    "$name concludes nothing across a reset, and goes on after it",
    ({ create }) => {
      const method = create(periodS);
      run(method);
      method.reset();
      const timesS: number[] = [];
      for (let k = 12 / periodS; k * periodS < 15; k++) {
        if (!method.update(k * periodS, modelForce(k * periodS))) continue;
        timesS.push(method.found.initialContactS, method.found.toeOffS);
      }
      const soonestS = Math.min(...timesS.filter((timeS) => !Number.isNaN(timeS)));
      expect(soonestS).toBeGreaterThan(12);
      expect(soonestS).toBeLessThan(13.5);
    },
  );

  it.each(publishedMethods)(
    "$name refuses samples that are no numbers or not newer",
    ({ create }) => {
      const method = create(periodS);
      const events: number[] = [];
      for (let k = 0; k * periodS < 12; k++) {
        const nowS = k * periodS;
        const force = modelForce(nowS);
        const found = method.update(nowS, force);
        if (found && nowS >= 6) events.push(method.found.initialContactS);
        expect(method.update(nowS, force)).toBe(false);
        expect(method.update(nowS - 0.1, force)).toBe(false);
        expect(method.update(nowS + 0.001, Float64Array.of(0, Number.NaN, 0))).toBe(false);
        expect(method.update(Number.POSITIVE_INFINITY, force)).toBe(false);
      }
      expect(events.filter((timeS) => !Number.isNaN(timeS))).toEqual(
        run(create(periodS)).initialContactS,
      );
    },
  );
});

describe("step window", () => {
  const stepHz = 2.5;
  const window = (): StepWindow => new StepWindow(1, periodS, 20, { channel: 0, sense: 1 });
  const feed = (
    target: StepWindow,
    signal: (timeS: number) => number,
    untilS: number,
  ): number[] => {
    const peaks: number[] = [];
    for (let k = 0; k * periodS < untilS; k++) {
      target.push(k * periodS, Float64Array.of(signal(k * periodS)));
      const peakS = target.confirmedPeakS();
      if (!Number.isNaN(peakS)) peaks.push(peakS);
    }
    return peaks;
  };

  it("finds peaks, troughs and crossings of a wave between its samples", () => {
    // Peaks at 0.0513 + n · 0.4 s, on no sample.
    const wave = (timeS: number): number => Math.cos(2 * Math.PI * stepHz * (timeS - 0.0513));
    const filled = window();
    const peaks = feed(filled, wave, 4);
    expect(peaks.length).toBeGreaterThanOrEqual(8);
    for (const peakS of peaks.slice(1)) {
      const n = Math.round((peakS - 0.0513) * stepHz);
      expect(Math.abs(peakS - 0.0513 - n / stepHz)).toBeLessThan(0.0005);
    }
    expect(filled.firstPeakS(0, -1, 2.5, 3.8)).toBeCloseTo(2.6513, 3);
    expect(filled.lastPeakS(0, -1, 2.5, 3.8)).toBeCloseTo(3.4513, 3);
    expect(filled.crossingS(0, 0, 1, 2.5, 3.8)).toBeCloseTo(2.7513, 3);
    expect(filled.crossingS(0, 0, -1, 2.5, 2.8)).toBeCloseTo(2.5513, 3);
    expect(filled.crossingS(0, 2, 1, 2.5, 3.8)).toBeNaN();
    expect(filled.highestPeakS(0, 1, Number.NaN, 3.8)).toBeNaN();
    expect(filled.lastPeakS(0, 1, 2.9, 2.9)).toBeNaN();
  });

  it("takes the higher of two peaks that are too close for two steps, and both where they are not", () => {
    const bells =
      (apartS: number) =>
      (timeS: number): number => {
        const bell = (centreS: number): number => Math.exp(-(((timeS - centreS) / 0.02) ** 2));
        return 2 * bell(1) + 3 * bell(1 + apartS);
      };
    const close = feed(window(), bells(0.15), 2);
    expect(close.length).toBe(1);
    expect(close[0]).toBeCloseTo(1.15, 2);
    expect(feed(window(), bells(0.25), 2).length).toBe(2);
  });

  it("tells the highest peak from the first and the last", () => {
    const filled = window();
    const bell = (timeS: number, centreS: number): number =>
      Math.exp(-(((timeS - centreS) / 0.02) ** 2));
    const heights = [1, 3, 2];
    feed(filled, (t) => heights.reduce((sum, h, i) => sum + h * bell(t, 0.5 + 0.3 * i), 0), 1.5);
    expect(filled.firstPeakS(0, 1, 0.3, 1.4)).toBeCloseTo(0.5, 2);
    expect(filled.highestPeakS(0, 1, 0.3, 1.4)).toBeCloseTo(0.8, 2);
    expect(filled.lastPeakS(0, 1, 0.3, 1.15)).toBeCloseTo(1.1, 2);
    expect(filled.valueAt(0.8, 0)).toBeGreaterThan(2);
  });
});
