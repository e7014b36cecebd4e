import type { Stateful } from "./stateful.ts";

/** Parameters of the heading tracker. */
interface HeadingTrackerParams {
  /** Strides over which a new heading is averaged; the tracker forgets with 2 / this. */
  readonly strides: number;
  /** A stride whose heading is further off than this from the tracked one is not steady gait, rad. */
  readonly outlierRad: number;
  /** So many refused strides in a row start the tracker anew. */
  readonly refusals: number;
}

const defaultHeadingTrackerParams: HeadingTrackerParams = {
  strides: 25,
  outlierRad: (20 * Math.PI) / 180,
  refusals: 5,
};

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
  readonly scatterRad2: number;
}

/**
 * The slowly changing heading between the earth frames of two pods without magnetometer, from one
 * noisy value per stride. It starts as the plain mean and then follows with an alpha-beta filter, so
 * that a steady drift leaves no lag. It never sees the movement within a stride.
 */
export class HeadingTracker implements Stateful<HeadingTrackerState> {
  readonly #params: HeadingTrackerParams;
  #headingRad = 0;
  #ratePerStride = 0;
  #strides = 0;
  #refused = 0;
  #driftRad = 0;
  /** Mean square of what the strides missed the prediction by, rad². */
  #scatterRad2 = 0;

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
   * Standard deviation of the tracked heading from the strides' scatter, rad: that of a mean at the start, then the
   * variance reduction of the alpha-beta filter (Kalata 1984, doi 10.1109/TAES.1984.310438). NaN before five strides.
   */
  get sigmaRad(): number {
    if (this.#strides < 5) return Number.NaN;
    const { alpha, beta } = this.#gains();
    const settled =
      (2 * alpha * alpha + 2 * beta - 3 * alpha * beta) / (alpha * (4 - 2 * alpha - beta));
    return Math.sqrt(this.#scatterRad2 * Math.max(settled, 1 / this.#strides));
  }

  /** Forgets the heading: a pod has turned unseen. */
  reset(): void {
    this.#strides = 0;
    this.#ratePerStride = 0;
    this.#refused = 0;
    this.#driftRad = 0;
    this.#scatterRad2 = 0;
  }

  #gains(): { alpha: number; beta: number } {
    const { strides } = this.#params;
    const alpha = Math.max(2 / strides, 1 / this.#strides);
    // Critically damped pair of gains; the rate is learnt only once the start has settled.
    return { alpha, beta: this.#strides > strides ? (alpha * alpha) / (2 - alpha) : 0 };
  }

  /** Takes the heading of one stride; false where it was refused as unsteady. */
  update(strideHeadingRad: number): boolean {
    if (!Number.isFinite(strideHeadingRad)) return false;
    if (this.#strides === 0) {
      this.#headingRad = strideHeadingRad;
      this.#strides = 1;
      return true;
    }
    const predicted = this.#headingRad + this.#ratePerStride;
    const error = wrapAngle(strideHeadingRad - predicted);
    const { outlierRad, refusals } = this.#params;
    if (this.#strides >= 5 && Math.abs(error) > outlierRad) {
      // One stride may be a stumble; several in a row are a heading that has changed.
      this.#refused += 1;
      if (this.#refused >= refusals) this.reset();
      return false;
    }
    this.#refused = 0;
    this.#strides += 1;
    const { alpha, beta } = this.#gains();
    const step = this.#ratePerStride + alpha * error;
    this.#headingRad = wrapAngle(this.#headingRad + step);
    this.#driftRad += step;
    this.#scatterRad2 += alpha * (error * error - this.#scatterRad2);
    this.#ratePerStride += beta * error;
    return true;
  }

  saveState(): HeadingTrackerState {
    return {
      headingRad: this.#headingRad,
      ratePerStride: this.#ratePerStride,
      strides: this.#strides,
      refused: this.#refused,
      driftRad: this.#driftRad,
      scatterRad2: this.#scatterRad2,
    };
  }

  restoreState(saved: HeadingTrackerState): void {
    this.#headingRad = saved.headingRad;
    this.#ratePerStride = saved.ratePerStride;
    this.#strides = saved.strides;
    this.#refused = saved.refused;
    this.#driftRad = saved.driftRad;
    this.#scatterRad2 = saved.scatterRad2;
  }
}
