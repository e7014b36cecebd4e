import { type Placement, placements, type Side, thighOf } from "../model/pod.ts";
import { standardGravityMPerS2 } from "../model/units.ts";
import { LowPass, type LowPassState, lowPassDelayS } from "./low-pass.ts";
import { SampleHistory, type SampleHistoryState } from "./sample-history.ts";
import type { Stateful } from "./stateful.ts";

/** Low-passes that every force goes through, Hz. */
const cutoffsHz = { slow: 5, fast: 12 } as const;
type Cutoff = keyof typeof cutoffsHz;
const cutoffs: readonly Cutoff[] = ["slow", "fast"];

/** A crossing that is further back than this belongs to another event, s. */
const lookBackS = 0.12;

/** A thigh's low-pass takes this long to forget where it began, s. */
const settleS = 0.3;

/** The longest half stride by which a thigh can stand in for the other one, s. */
const longestHalfStrideS = 0.5;

/** Weights of a sum of low-passed vertical forces. They add up to 1, so that standing is 1 g. */
export interface ForceMix {
  readonly cutoff: Cutoff;
  readonly pelvis: number;
  /** Weight of the thigh whose foot lands. */
  readonly landing: number;
  /** Weight of the other thigh. */
  readonly other: number;
}

/** How the thighs go into a mix. */
export interface ThighUse {
  /** Side of the foot that lands; null where it is not known: then both thighs weigh the same. */
  readonly landing: Side | null;
  /** A thigh without a pod: the other one's force half a stride earlier stands in for it. */
  readonly missing: Side | null;
  /** Half of the last stride, s; only looked at where a thigh is missing. */
  readonly halfStrideS: number;
}

/** Everything of ContactForces that changes; knownSinceS in the order of `placements`, NaN where not known. */
export interface ContactForcesState {
  readonly lowPasses: readonly LowPassState[];
  readonly history: SampleHistoryState;
  readonly knownSinceS: Float64Array;
}

/** Channel of the history and place among the low-passes. */
function channelOf(placement: Placement, cutoff: Cutoff): number {
  return cutoffs.length * placements.indexOf(placement) + cutoffs.indexOf(cutoff);
}

/**
 * Vertical specific forces of pelvis and thighs in units of standard gravity, low-passed, and where weighted sums of
 * them cross a level. Such a sum is closer to the acceleration of the whole body, which is what the ground's force
 * makes, than the pelvis' own.
 */
export class ContactForces implements Stateful<ContactForcesState> {
  readonly #lowPasses: readonly LowPass[];
  readonly #history: SampleHistory;
  readonly #knownSinceS = new Float64Array(placements.length).fill(Number.NaN);
  readonly #sample: Float64Array;
  readonly #one = new Float64Array(1);

  constructor(samplePeriodS: number) {
    this.#lowPasses = placements.flatMap(() =>
      cutoffs.map((cutoff) => new LowPass(1, cutoffsHz[cutoff], samplePeriodS)),
    );
    const channels = this.#lowPasses.length;
    this.#sample = new Float64Array(channels);
    // One sample more on either side of what is looked at, and two for rounding.
    const samples = Math.ceil((lookBackS + longestHalfStrideS) / samplePeriodS) + 4;
    this.#history = new SampleHistory(samples, channels);
  }

  /** Pelvis' force of the newest sample behind the slow low-pass, g; NaN where it is not known. Its crossings are late by `slowDelayS`. */
  get pelvisG(): number {
    return this.#history.value(this.#newest, channelOf("pelvis", "slow"));
  }

  /**
   * Takes one sample. A force that is not finite is one that is not known: what is kept of that segment does not
   * bridge the gap. A sample whose time is not newer than the one before is refused and changes nothing.
   * @param forcesMPerS2 specific force along the earth's vertical (standing: +9.81) in the order of `placements`.
   * @returns whether the sample was used.
   */
  update(timeS: number, forcesMPerS2: Float64Array): boolean {
    if (!(timeS > this.#history.newestS && timeS < Number.POSITIVE_INFINITY)) return false;
    for (let i = 0; i < placements.length; i++) {
      const known = this.#filter(i, (forcesMPerS2[i] as number) / standardGravityMPerS2);
      if (!known) this.#knownSinceS[i] = Number.NaN;
      else if (Number.isNaN(this.#knownSinceS[i])) this.#knownSinceS[i] = timeS;
    }
    return this.#history.push(timeS, this.#sample);
  }

  /** Whether the thigh has been known without a gap for long enough to be looked at, and that much longer, s. */
  isKnown(side: Side, longerS = 0): boolean {
    const sinceS = this.#knownSinceS[placements.indexOf(thighOf[side])] as number;
    return this.#history.newestS - sinceS >= settleS + lookBackS + longerS;
  }

  /** Whether one thigh can stand in for the other. */
  canStandIn(side: Side, halfStrideS: number): boolean {
    return halfStrideS <= longestHalfStrideS && this.isKnown(side, halfStrideS);
  }

  /** The mixed force of the newest sample, g; NaN where it is not known. */
  newestG(mix: ForceMix, use: ThighUse): number {
    return this.#mixed(this.#newest, mix, use);
  }

  /**
   * Newest crossing of a level by a mixed force, interpolated between samples and freed of the low-pass' delay, s;
   * NaN where there was none in the last 120 ms.
   */
  lastCrossing(mix: ForceMix, use: ThighUse, levelG: number, rising: boolean): number {
    const history = this.#history;
    const untilS = history.newestS - lookBackS;
    const direction = rising ? 1 : -1;
    let index = this.#newest;
    let after = direction * (this.#mixed(index, mix, use) - levelG);
    for (; index > 0 && history.timeS(index) > untilS; index--) {
      const before = direction * (this.#mixed(index - 1, mix, use) - levelG);
      // Beyond a gap it would be another event's.
      if (Number.isNaN(before)) break;
      if (before < 0 && after >= 0) {
        const startS = history.timeS(index - 1);
        const crossingS = startS + (before / (before - after)) * (history.timeS(index) - startS);
        return crossingS - lowPassDelayS(cutoffsHz[mix.cutoff]);
      }
      after = before;
    }
    return Number.NaN;
  }

  saveState(): ContactForcesState {
    return {
      lowPasses: this.#lowPasses.map((lowPass) => lowPass.saveState()),
      history: this.#history.saveState(),
      knownSinceS: this.#knownSinceS.slice(),
    };
  }

  restoreState(saved: ContactForcesState): void {
    this.#history.restoreState(saved.history);
    this.#lowPasses.forEach((lowPass, i) => {
      lowPass.restoreState(saved.lowPasses[i] as LowPassState);
    });
    this.#knownSinceS.set(saved.knownSinceS);
  }

  get #newest(): number {
    return this.#history.indexAt(this.#history.newestS);
  }

  /** Puts one segment's force into the sample through its low-passes; false where it is not known. */
  #filter(segment: number, forceG: number): boolean {
    let known = true;
    for (let k = 0; k < cutoffs.length; k++) {
      const channel = cutoffs.length * segment + k;
      const lowPass = this.#lowPasses[channel] as LowPass;
      this.#one[0] = forceG;
      known = lowPass.update(this.#one, this.#one);
      if (!known) lowPass.reset();
      this.#sample[channel] = known ? (this.#one[0] as number) : Number.NaN;
    }
    return known;
  }

  #mixed(index: number, mix: ForceMix, use: ThighUse): number {
    const { cutoff, pelvis, landing, other } = mix;
    // Where the landing side is not known both thighs weigh the same.
    let left = (landing + other) / 2;
    if (use.landing !== null) left = use.landing === "left" ? landing : other;
    return (
      pelvis * this.#history.value(index, channelOf("pelvis", cutoff)) +
      left * this.#thigh(index, "left", cutoff, use) +
      (landing + other - left) * this.#thigh(index, "right", cutoff, use)
    );
  }

  #thigh(index: number, side: Side, cutoff: Cutoff, use: ThighUse): number {
    const history = this.#history;
    if (use.missing !== side) return history.value(index, channelOf(thighOf[side], cutoff));
    const present = side === "left" ? "right" : "left";
    const atS = history.timeS(index) - use.halfStrideS;
    return history.interpolate(atS, channelOf(thighOf[present], cutoff));
  }
}

/** By how much crossings of `pelvisG` are late, s. */
export const slowDelayS: number = lowPassDelayS(cutoffsHz.slow);
