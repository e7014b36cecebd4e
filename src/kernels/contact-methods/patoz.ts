import { standardGravityMPerS2 } from "../../model/units.ts";
import { allFinite } from "../finite.ts";
import { levelAxis } from "../level-force.ts";
import { LowPass, type LowPassState, lowPassDelayS } from "../low-pass.ts";
import { type ContactMethod, longestStepS, nothingFound, setFound } from "./contact-method.ts";

/** Low-pass on the vertical force, Hz. */
const cutoffHz = 5;

/** The low-passed force falls below this between two steps of a runner, m/s². */
const flightMPerS2 = 0.5 * standardGravityMPerS2;

/** Largest part of a step for which the force of the sine model can be above body weight. */
const mostEffectiveShare = effectiveShare(1);

/** Everything of a PatozMethod that changes; NaN where there is no such time. */
export interface PatozState {
  readonly lowPass: LowPassState;
  readonly previousS: number;
  readonly previousUpMPerS2: number;
  readonly isFlight: boolean;
  readonly riseS: number;
  readonly fallS: number;
  readonly stepTimeS: number;
  readonly leadS: number;
}

/**
 * Patoz, Lussiana, Breine, Gindre & Malatesta 2021: effective contact from a sacral IMU
 * (doi 10.1016/j.jbiomech.2021.110667), and ground contact from that by a sine model (doi 10.3389/fbioe.2021.687951).
 * Effective contact is the time in which the vertical force is above body weight. If the ground reaction is half a sine wave
 * whose impulse carries the weight over the step, contact begins and ends at times that follow from effective contact and
 * step time.
 *
 * Not theirs: they fit a polynomial to that relation, here it is solved; low-pass of 5 Hz as in our own detector, causal
 * with its delay taken off; a flight below 0.5 g between steps. At initial contact the step is not known yet, so the step
 * before lends its lead. Lag: about 0.1 s for both.
 */
export class PatozMethod implements ContactMethod {
  readonly found = nothingFound();
  readonly #lowPass: LowPass;
  readonly #delayS = lowPassDelayS(cutoffHz);
  readonly #sample = new Float64Array(1);
  #previousS = Number.NaN;
  #previousUp = Number.NaN;
  #isFlight = false;
  /** Begin and end of the newest effective contact, s. */
  #riseS = Number.NaN;
  #fallS = Number.NaN;
  /** From the effective contact before to the newest, s. */
  #stepTimeS = Number.NaN;
  /** How much sooner contact began than effective contact in the step before, s. */
  #leadS = Number.NaN;

  constructor(samplePeriodS: number) {
    this.#lowPass = new LowPass(1, cutoffHz, samplePeriodS);
  }

  reset(): void {
    this.#lowPass.reset();
    this.#previousS = Number.NaN;
    this.#previousUp = Number.NaN;
    this.#isFlight = false;
    this.#riseS = Number.NaN;
    this.#fallS = Number.NaN;
    this.#stepTimeS = Number.NaN;
    this.#leadS = Number.NaN;
  }

  update(timeS: number, levelForce: Float64Array): boolean {
    this.#sample[0] = levelForce[levelAxis.up] as number;
    const isUsable =
      allFinite(levelForce, 3) && Number.isFinite(timeS) && !(timeS <= this.#previousS);
    if (!isUsable || !this.#lowPass.update(this.#sample, this.#sample)) {
      return setFound(this.found);
    }
    const up = this.#sample[0] as number;
    const wasAbove = this.#previousUp >= standardGravityMPerS2;
    const isAbove = up >= standardGravityMPerS2;
    let contactS = Number.NaN;
    let toeOffS = Number.NaN;
    if (wasAbove && !isAbove) this.#fallS = this.#crossingS(timeS, up);
    else if (isAbove && !wasAbove && this.#isFlight) {
      contactS = this.#begin(this.#crossingS(timeS, up));
      this.#isFlight = false;
    }
    if (up < flightMPerS2) {
      if (!this.#isFlight) toeOffS = this.#end();
      this.#isFlight = true;
    }
    this.#previousS = timeS;
    this.#previousUp = up;
    return setFound(this.found, contactS, toeOffS);
  }

  saveState(): PatozState {
    return {
      lowPass: this.#lowPass.saveState(),
      previousS: this.#previousS,
      previousUpMPerS2: this.#previousUp,
      isFlight: this.#isFlight,
      riseS: this.#riseS,
      fallS: this.#fallS,
      stepTimeS: this.#stepTimeS,
      leadS: this.#leadS,
    };
  }

  restoreState(saved: PatozState): void {
    this.#lowPass.restoreState(saved.lowPass);
    this.#previousS = saved.previousS;
    this.#previousUp = saved.previousUpMPerS2;
    this.#isFlight = saved.isFlight;
    this.#riseS = saved.riseS;
    this.#fallS = saved.fallS;
    this.#stepTimeS = saved.stepTimeS;
    this.#leadS = saved.leadS;
  }

  /** Effective contact begins; when contact began, s. */
  #begin(riseS: number): number {
    this.#stepTimeS = riseS - this.#riseS;
    this.#riseS = riseS;
    return this.#stepTimeS < longestStepS ? riseS - this.#leadS : Number.NaN;
  }

  /** Flight begins; when contact ended, s. */
  #end(): number {
    const effectiveS = this.#fallS - this.#riseS;
    const isStep = effectiveS > 0 && this.#stepTimeS < longestStepS;
    this.#leadS = isStep ? contactLeadS(effectiveS, this.#stepTimeS) : Number.NaN;
    return this.#fallS + this.#leadS;
  }

  #crossingS(timeS: number, up: number): number {
    const before = this.#previousUp;
    const fraction = (standardGravityMPerS2 - before) / (up - before);
    return this.#previousS + fraction * (timeS - this.#previousS) - this.#delayS;
  }
}

/** Effective contact of the sine model as a part of the step time, for contact as such a part. */
function effectiveShare(contactShare: number): number {
  // Peak force is π/2 ÷ contact share of body weight: so much of the half wave lies below body weight at either end.
  return contactShare * (1 - (2 / Math.PI) * Math.asin((2 / Math.PI) * contactShare));
}

/**
 * How much sooner contact begins, and later it ends, than effective contact, in the sine model, s.
 * At most what contact without flight would give.
 */
export function contactLeadS(effectiveContactS: number, stepTimeS: number): number {
  const share = Math.min(mostEffectiveShare, effectiveContactS / stepTimeS);
  let low = 0;
  let high = 1;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (effectiveShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low * stepTimeS - share * stepTimeS) / 2;
}
