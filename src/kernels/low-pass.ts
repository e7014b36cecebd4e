import { allFinite } from "./finite.ts";
import { requireSameSize, type Stateful } from "./stateful.ts";

/** Coefficients of y[k] = b0 x[k] + b1 x[k−1] + b2 x[k−2] − a1 y[k−1] − a2 y[k−2]. */
export interface LowPassCoefficients {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/**
 * Second-order Butterworth low-pass by bilinear transform with pre-warping.
 * @param cutoffHz −3 dB frequency; must lie below half the sample rate.
 * @param samplePeriodS sample spacing, s.
 * @throws RangeError where no stable filter exists.
 */
export function lowPassCoefficients(cutoffHz: number, samplePeriodS: number): LowPassCoefficients {
  if (!(cutoffHz > 0) || !(samplePeriodS > 0) || cutoffHz * samplePeriodS >= 0.5) {
    throw new RangeError(`no low-pass at ${cutoffHz} Hz for a sample period of ${samplePeriodS} s`);
  }
  const c = Math.tan(Math.PI * cutoffHz * samplePeriodS);
  const d = c * c + Math.SQRT2 * c + 1;
  const b0 = (c * c) / d;
  return {
    b0,
    b1: 2 * b0,
    b2: b0,
    a1: (2 * (c * c - 1)) / d,
    a2: (1 - Math.SQRT2 * c + c * c) / d,
  };
}

/** Delay of the Butterworth low-pass for slow signals, s: √2 / (2π cutoff). */
export function lowPassDelayS(cutoffHz: number): number {
  return Math.SQRT2 / (2 * Math.PI * cutoffHz);
}

/** Everything of a LowPass that changes; save it to continue elsewhere. */
export interface LowPassState {
  /** Samples averaged so far; −1 once the recursion runs. */
  averaged: number;
  /** Sums while averaging, length = channels. */
  readonly sums: Float64Array;
  /** Two delay elements per channel (transposed direct form II). */
  readonly delays: Float64Array;
}

/**
 * Second-order Butterworth low-pass over several channels. It starts with the plain mean of the
 * first `averagingS` seconds (Laidig & Seel 2023, section 3.2), so that it is useful at once and
 * carries no start-up step.
 */
export class LowPass implements Stateful<LowPassState> {
  readonly coefficients: LowPassCoefficients;
  readonly state: LowPassState;
  readonly #channels: number;
  readonly #averagingSamples: number;

  constructor(channels: number, cutoffHz: number, samplePeriodS: number, averagingS = 0) {
    this.coefficients = lowPassCoefficients(cutoffHz, samplePeriodS);
    this.#channels = channels;
    this.#averagingSamples = Math.max(1, Math.ceil(averagingS / samplePeriodS - 1e-9));
    this.state = {
      averaged: 0,
      sums: new Float64Array(channels),
      delays: new Float64Array(2 * channels),
    };
  }

  reset(): void {
    this.state.averaged = 0;
    this.state.sums.fill(0);
    this.state.delays.fill(0);
  }

  /**
   * Filters one sample of every channel; `out` may be `input`. A sample with a value that is not finite is
   * refused, because the recursion would keep it for ever: it changes neither the filter nor `out`.
   * @returns whether the sample was used.
   */
  update(out: Float64Array, input: Float64Array): boolean {
    if (!allFinite(input, this.#channels)) return false;
    if (this.state.averaged >= 0) this.#average(out, input);
    else this.#recurse(out, input);
    return true;
  }

  #average(out: Float64Array, input: Float64Array): void {
    const { sums, delays } = this.state;
    const { b0, b2, a2 } = this.coefficients;
    this.state.averaged += 1;
    const n = this.state.averaged;
    const done = n >= this.#averagingSamples;
    for (let i = 0; i < this.#channels; i++) {
      const sum = (sums[i] as number) + (input[i] as number);
      sums[i] = sum;
      const mean = sum / n;
      out[i] = mean;
      if (done) {
        // Steady state of the recursion at the mean.
        delays[2 * i] = mean * (1 - b0);
        delays[2 * i + 1] = mean * (b2 - a2);
      }
    }
    if (done) this.state.averaged = -1;
  }

  #recurse(out: Float64Array, input: Float64Array): void {
    const { delays } = this.state;
    const { b0, b1, b2, a1, a2 } = this.coefficients;
    for (let i = 0; i < this.#channels; i++) {
      const x = input[i] as number;
      const y = b0 * x + (delays[2 * i] as number);
      delays[2 * i] = b1 * x - a1 * y + (delays[2 * i + 1] as number);
      delays[2 * i + 1] = b2 * x - a2 * y;
      out[i] = y;
    }
  }

  saveState(): LowPassState {
    return structuredClone(this.state);
  }

  restoreState(saved: LowPassState): void {
    requireSameSize("channels", saved.sums.length, this.#channels);
    this.state.averaged = saved.averaged;
    this.state.sums.set(saved.sums);
    this.state.delays.set(saved.delays);
  }
}
