import { radPerDeg } from "../model/units.ts";
import type { Stateful } from "./stateful.ts";

/** Parameters of the heading tracker. */
interface HeadingTrackerParams {
  /** Standard deviation of one stride's heading, rad. */
  readonly strideSigmaRad: number;
  /** Standard deviation of the drift at the start, rad per stride: 3 to 9° a minute is what pods in running show. */
  readonly driftSigmaRad: number;
  /** Standard deviation of what the drift changes by from stride to stride, rad per stride. */
  readonly driftChangeRad: number;
  /** A stride whose heading is further off than this from the tracked one is not steady gait, rad. */
  readonly outlierRad: number;
  /** So many refused strides in a row start the tracker anew. */
  readonly refusals: number;
}

/** Scatter and drift as in eight runners (Fukuchi et al. 2017, doi 10.7717/peerj.3298) with consumer gyroscopes. */
const defaultHeadingTrackerParams: HeadingTrackerParams = {
  strideSigmaRad: 1.5 * radPerDeg,
  driftSigmaRad: 0.1 * radPerDeg,
  driftChangeRad: 0.003 * radPerDeg,
  outlierRad: 20 * radPerDeg,
  refusals: 5,
};

/** Strides over which the tracker learns how much they scatter. */
const surpriseStrides = 20;

/** Folds an angle into −π … π. */
export function wrapAngle(angleRad: number): number {
  return angleRad - 2 * Math.PI * Math.round(angleRad / (2 * Math.PI));
}

/** Everything of a HeadingTracker that changes. */
export interface HeadingTrackerState {
  readonly headingRad: number;
  readonly ratePerStride: number;
  readonly strides: number;
  readonly refused: number;
  readonly driftRad: number;
  readonly surprise: number;
  /** Variance of the heading, its covariance with the drift, and the drift's variance, rad² per stride each. */
  readonly variance: readonly [number, number, number];
}

/**
 * The slowly changing heading between the earth frames of two pods without magnetometer, from one
 * noisy value per stride: a Kalman filter of heading and drift (constant drift with small random changes), so that a
 * steady drift leaves no lag, from the first strides on. In the long run it averages over about 30 strides. It never
 * sees the movement within a stride.
 */
export class HeadingTracker implements Stateful<HeadingTrackerState> {
  readonly #params: HeadingTrackerParams;
  #headingRad = 0;
  #ratePerStride = 0;
  #strides = 0;
  #refused = 0;
  #driftRad = 0;
  /** Mean square of what the strides missed the prediction by, in variances that the filter expects of it. */
  #surprise = 1;
  #p00 = 0;
  #p01 = 0;
  #p11 = 0;

  constructor(params: HeadingTrackerParams = defaultHeadingTrackerParams) {
    this.#params = params;
  }

  /** Tracked heading, rad; null before the first stride. */
  get headingRad(): number | null {
    return this.#strides === 0 ? null : this.#headingRad;
  }

  /** Strides that went into it. */
  get strides(): number {
    return this.#strides;
  }

  /** How far the heading has drifted since its start, rad; may exceed a whole turn. */
  get driftRad(): number {
    return this.#driftRad;
  }

  /** Drift per stride now, rad. */
  get ratePerStrideRad(): number {
    return this.#ratePerStride;
  }

  /**
   * Standard deviation of the tracked heading after so many strides' time of which nothing is known, rad: the filter's own,
   * larger where strides scatter more than it expects. NaN before five strides.
   */
  sigmaAfterRad(strides: number): number {
    if (this.#strides < 5) return Number.NaN;
    const paused = (strides * this.#params.driftSigmaRad) ** 2;
    return Math.sqrt(this.#p00 * Math.max(1, this.#surprise) + paused);
  }

  /** Forgets the heading: a pod has turned unseen. */
  reset(): void {
    this.#strides = 0;
    this.#ratePerStride = 0;
    this.#refused = 0;
    this.#driftRad = 0;
    this.#surprise = 1;
  }

  /** A stride passes whose heading is not to be used: the drift goes on as it was. */
  hold(): void {
    if (this.#strides === 0) return;
    this.#predict();
    this.#move(this.#ratePerStride);
  }

  /**
   * So many strides' time passes of which nothing is known, not even whether somebody ran: the heading stays, and what it may
   * have drifted makes it uncertain.
   */
  pause(strides: number): void {
    if (this.#strides === 0 || !(strides > 0) || !Number.isFinite(strides)) return;
    this.#p00 += (strides * this.#params.driftSigmaRad) ** 2;
    // What the next stride brings is the pause's, and says nothing about the drift.
    this.#p01 = 0;
  }

  #predict(): void {
    const q = this.#params.driftChangeRad ** 2;
    this.#p00 += 2 * this.#p01 + this.#p11 + q / 4;
    this.#p01 += this.#p11 + q / 2;
    this.#p11 += q;
  }

  #move(byRad: number): void {
    this.#headingRad = wrapAngle(this.#headingRad + byRad);
    this.#driftRad += byRad;
  }

  /** Takes the heading of one stride; false where it was refused as unsteady. */
  update(strideHeadingRad: number): boolean {
    if (!Number.isFinite(strideHeadingRad)) return false;
    const { strideSigmaRad, driftSigmaRad, outlierRad, refusals } = this.#params;
    if (this.#strides === 0) {
      this.#headingRad = strideHeadingRad;
      this.#strides = 1;
      this.#p00 = strideSigmaRad ** 2;
      this.#p01 = 0;
      this.#p11 = driftSigmaRad ** 2;
      return true;
    }
    const error = wrapAngle(strideHeadingRad - this.#headingRad - this.#ratePerStride);
    if (this.#strides >= 5 && Math.abs(error) > outlierRad) {
      // One stride may be a stumble; several in a row are a heading that has changed.
      this.#refused += 1;
      if (this.#refused >= refusals) this.reset();
      else this.hold();
      return false;
    }
    this.#refused = 0;
    this.#strides += 1;
    this.#predict();
    const expected = this.#p00 + strideSigmaRad ** 2;
    const alpha = this.#p00 / expected;
    const beta = this.#p01 / expected;
    this.#move(this.#ratePerStride + alpha * error);
    this.#ratePerStride += beta * error;
    this.#p11 -= beta * this.#p01;
    this.#p01 -= alpha * this.#p01;
    this.#p00 -= alpha * this.#p00;
    this.#surprise += (error ** 2 / expected - this.#surprise) / surpriseStrides;
    return true;
  }

  saveState(): HeadingTrackerState {
    return {
      headingRad: this.#headingRad,
      ratePerStride: this.#ratePerStride,
      strides: this.#strides,
      refused: this.#refused,
      driftRad: this.#driftRad,
      surprise: this.#surprise,
      variance: [this.#p00, this.#p01, this.#p11],
    };
  }

  restoreState(saved: HeadingTrackerState): void {
    this.#headingRad = saved.headingRad;
    this.#ratePerStride = saved.ratePerStride;
    this.#strides = saved.strides;
    this.#refused = saved.refused;
    this.#driftRad = saved.driftRad;
    this.#surprise = saved.surprise;
    [this.#p00, this.#p01, this.#p11] = saved.variance;
  }
}
