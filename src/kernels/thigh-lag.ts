import { allFinite } from "./finite.ts";
import { leastSquaresResidual, triangleSize } from "./least-squares.ts";
import { LowPass, type LowPassState } from "./low-pass.ts";
import { motionChannel, motionChannels } from "./motion-track.ts";
import { SampleHistory, type SampleHistoryState } from "./sample-history.ts";
import { requireSameSize, type Stateful } from "./stateful.ts";

/** Both segments go through the same low-pass, which therefore delays neither against the other, Hz. */
const cutoffHz = 8;
/** It takes this long to forget where it began, s. */
const settleS = 0.3;

/**
 * Lags that are tried: up to this either way, in steps of this, s. Less than a step of a fast runner: steps resemble each other, and
 * what is late by more may be read as early, but hardly as right.
 */
const longestLagS = 0.2;
const lagStepS = 0.01;

/** Movement that a lag is found from, s: twelve strides or so. */
const windowS = 8;

/** Standard deviation of the pelvis' vertical force from which there is enough movement to see a lag in, m/s². */
const leastMovementMPerS2 = 5;

/** A lag is believed where it explains all but this part of the pelvis' force … */
const mostUnexplained = 0.4;
/** … and lags that are so many steps off leave at least so many times as much. */
const doubt = { steps: 3, least: 1.3 } as const;

/** Channels behind the low-pass: vertical force and the vertical in segment axes, of the pelvis and of the thigh. */
const channels = 8;
const thighChannel = 4;

/** Unknowns of a fit: lever arms of thigh and pelvis, a constant; and the value that they are to explain. */
const unknowns = 7;
const sumsPerLag = triangleSize(unknowns + 1);

/** Everything of a ThighLag that changes. */
export interface ThighLagState {
  readonly lowPass: LowPassState;
  readonly history: SampleHistoryState;
  readonly newestS: number;
  /** The two samples before the newest behind the low-pass, the older one first. */
  readonly before: Float64Array;
  /** Samples without a gap, and of those that were used. */
  readonly inARow: number;
  readonly sums: Float64Array;
  readonly rows: number;
  readonly forceSum: number;
  readonly forceSquares: number;
  readonly lagS: number;
}

/**
 * By how much a thigh pod's samples are late against the pelvis pod's, seen from the motion itself. Pelvis and thigh share the
 * hip: what accelerates it is in both readings, each with what the turning segment adds between the hip and its pod. So the
 * difference of the vertical forces is the second derivative of Σ arm · (vertical in segment axes) over both segments, with
 * constant arms that nobody has to know: they are fitted by least squares for each lag, and the lag that leaves least is
 * taken. That two linked segments must agree about their joint is how Seel, Raisch and Schauer 2014 (Sensors 14:6891) find
 * where the joint is; here it tells when. The vertical alone is looked at, so the headings need not be known.
 *
 * Measured on eight runners at three speeds, 16 thighs: −8 ms (soft tissue lets the thigh pod lead), standard deviation
 * between people 3 ms, all within 7.5 ms of it; one window of a runner differs from the next by 0.4 ms. Those readings were
 * computed from optical markers: real straps wobble, and will spread further.
 */
export class ThighLag implements Stateful<ThighLagState> {
  readonly #samplePeriodS: number;
  /** Samples per step of the lag, steps either way, rows of a window. */
  readonly #step: number;
  readonly #steps: number;
  readonly #windowRows: number;
  readonly #lowPass: LowPass;
  readonly #history: SampleHistory;
  readonly #sample = new Float64Array(channels);
  readonly #before = new Float64Array(2 * channels);
  readonly #row = new Float64Array(unknowns + 1);
  readonly #sums: Float64Array;
  readonly #scratch = new Float64Array(sumsPerLag);
  readonly #residuals: Float64Array;
  #newestS = Number.NEGATIVE_INFINITY;
  #inARow = 0;
  #rows = 0;
  #forceSum = 0;
  #forceSquares = 0;
  #lagS = Number.NaN;

  constructor(samplePeriodS: number) {
    this.#samplePeriodS = samplePeriodS;
    this.#step = Math.max(1, Math.round(lagStepS / samplePeriodS));
    this.#steps = Math.round(longestLagS / (this.#step * samplePeriodS));
    this.#windowRows = Math.round(windowS / (this.#step * samplePeriodS));
    this.#lowPass = new LowPass(channels, cutoffHz, samplePeriodS);
    const lags = 2 * this.#steps + 1;
    this.#history = new SampleHistory(2 * this.#steps * this.#step + 1, channels);
    this.#sums = new Float64Array(lags * sumsPerLag);
    this.#residuals = new Float64Array(lags);
  }

  /** Lag of the thigh's samples in the newest window, s, + = late; NaN where it could not be told. */
  get lagS(): number {
    return this.#lagS;
  }

  /** The segments' axes or clocks are others from here on: nothing of before counts. */
  reset(): void {
    this.#interrupt();
    this.#forgetWindow();
    this.#lagS = Number.NaN;
  }

  /**
   * Takes one instant of both segments, `motionChannels` values each. A time that is not newer than the one before is
   * refused and changes nothing. Values that are not finite are a gap, as is a longer time than one sample's; the window
   * goes on behind it.
   * @returns whether a window has ended with this sample: then `lagS` is new.
   */
  update(
    timeS: number,
    pelvis: Float64Array,
    pelvisOffset: number,
    thigh: Float64Array,
    thighOffset: number,
  ): boolean {
    if (!(timeS > this.#newestS && timeS < Number.POSITIVE_INFINITY)) return false;
    if (timeS - this.#newestS > 1.5 * this.#samplePeriodS) this.#interrupt();
    this.#newestS = timeS;
    const known =
      allFinite(pelvis, motionChannels, pelvisOffset) &&
      allFinite(thigh, motionChannels, thighOffset);
    if (!known) {
      this.#interrupt();
      return false;
    }
    putVertical(this.#sample, 0, pelvis, pelvisOffset);
    putVertical(this.#sample, thighChannel, thigh, thighOffset);
    this.#lowPass.update(this.#sample, this.#sample);
    this.#inARow += 1;
    this.#differentiate(timeS);
    const settled = Math.ceil(settleS / this.#samplePeriodS) + 2 * this.#steps * this.#step + 1;
    if (this.#inARow < settled || this.#inARow % this.#step !== 0) return false;
    this.#addRow();
    if (this.#rows < this.#windowRows) return false;
    this.#lagS = this.#bestLagS();
    this.#forgetWindow();
    return true;
  }

  saveState(): ThighLagState {
    return {
      lowPass: this.#lowPass.saveState(),
      history: this.#history.saveState(),
      newestS: this.#newestS,
      before: this.#before.slice(),
      inARow: this.#inARow,
      sums: this.#sums.slice(),
      rows: this.#rows,
      forceSum: this.#forceSum,
      forceSquares: this.#forceSquares,
      lagS: this.#lagS,
    };
  }

  restoreState(saved: ThighLagState): void {
    requireSameSize("sums", saved.sums.length, this.#sums.length);
    this.#history.restoreState(saved.history);
    this.#lowPass.restoreState(saved.lowPass);
    this.#newestS = saved.newestS;
    this.#before.set(saved.before);
    this.#inARow = saved.inARow;
    this.#sums.set(saved.sums);
    this.#rows = saved.rows;
    this.#forceSum = saved.forceSum;
    this.#forceSquares = saved.forceSquares;
    this.#lagS = saved.lagS;
  }

  #interrupt(): void {
    this.#lowPass.reset();
    this.#inARow = 0;
  }

  #forgetWindow(): void {
    this.#sums.fill(0);
    this.#rows = 0;
    this.#forceSum = 0;
    this.#forceSquares = 0;
  }

  /** Keeps forces and second derivatives of the verticals, those of one sample ago: a central difference needs the next. */
  #differentiate(timeS: number): void {
    const row = this.#scratch;
    for (let i = 0; i < channels; i++) {
      const older = this.#before[i] as number;
      const middle = this.#before[channels + i] as number;
      const newest = this.#sample[i] as number;
      const isForce = i % thighChannel === 0;
      row[i] = isForce ? middle : (newest - 2 * middle + older) / this.#samplePeriodS ** 2;
      this.#before[i] = middle;
      this.#before[channels + i] = newest;
    }
    this.#history.push(timeS, row);
  }

  /** One equation for every lag: the pelvis' sample in the middle of the history against the thigh's around it. */
  #addRow(): void {
    const history = this.#history;
    const row = this.#row;
    const middle = this.#steps * this.#step;
    const force = history.value(middle, 0);
    this.#rows += 1;
    this.#forceSum += force;
    this.#forceSquares += force * force;
    for (let i = 0; i < 3; i++) row[3 + i] = history.value(middle, 1 + i);
    row[6] = 1;
    for (let lag = 0; lag < this.#residuals.length; lag++) {
      const index = lag * this.#step;
      for (let i = 0; i < 3; i++) row[i] = history.value(index, thighChannel + 1 + i);
      row[unknowns] = force - history.value(index, thighChannel);
      let at = lag * sumsPerLag;
      for (let i = 0; i <= unknowns; i++) {
        const value = row[i] as number;
        for (let k = 0; k <= i; k++) {
          this.#sums[at] = (this.#sums[at] as number) + value * (row[k] as number);
          at += 1;
        }
      }
    }
  }

  #bestLagS(): number {
    const variance = this.#forceSquares / this.#rows - (this.#forceSum / this.#rows) ** 2;
    if (!(variance >= leastMovementMPerS2 ** 2)) return Number.NaN;
    const residuals = this.#residuals;
    let best = 0;
    for (let lag = 0; lag < residuals.length; lag++) {
      const from = lag * sumsPerLag;
      this.#scratch.set(this.#sums.subarray(from, from + sumsPerLag));
      residuals[lag] = leastSquaresResidual(this.#scratch, unknowns) / this.#rows;
      if ((residuals[lag] as number) < (residuals[best] as number)) best = lag;
    }
    const least = residuals[best] as number;
    const before = residuals[best - doubt.steps];
    const after = residuals[best + doubt.steps];
    // At the end of the range the least is not among what was tried.
    if (before === undefined || after === undefined) return Number.NaN;
    const clear = Math.min(before, after) >= doubt.least * least;
    if (!clear || least > mostUnexplained * variance) return Number.NaN;
    const left = residuals[best - 1] as number;
    const right = residuals[best + 1] as number;
    // The vertex of the parabola through the least and its neighbours.
    const bend = left - 2 * least + right;
    const vertex = bend > 0 ? (left - right) / (2 * bend) : 0;
    return (best - this.#steps + vertex) * this.#step * this.#samplePeriodS;
  }
}

/** out from `at` on = the vertical specific force, m/s², and the earth's vertical in segment axes. */
function putVertical(out: Float64Array, at: number, motion: Float64Array, offset: number): void {
  const q = offset + motionChannel.orientation;
  const w = motion[q] as number;
  const x = motion[q + 1] as number;
  const y = motion[q + 2] as number;
  const z = motion[q + 3] as number;
  out[at] = motion[offset + motionChannel.force + 2] as number;
  out[at + 1] = 2 * (x * z - w * y);
  out[at + 2] = 2 * (y * z + w * x);
  out[at + 3] = 1 - 2 * (x * x + y * y);
}
