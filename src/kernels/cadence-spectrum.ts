import FFT from "fft.js";
import { requireSameSize, type Stateful } from "./stateful.ts";

/** What the spectrum of the pelvis' vertical force tells about the rhythm of the steps. */
export interface Cadence {
  /** Steps per minute of both feet. */
  cadenceSpm: number;
  /** Normalised autocorrelation at one step, −1 … 1; steady running reaches 0.9, an even walk 0.7. */
  stepRegularity: number;
  /** The same at one stride (two steps): higher than stepRegularity where left and right differ. */
  strideRegularity: number;
}

/**
 * Rhythms looked for, steps per second: up to 270 steps per minute, and down to a slow walk; the short window of activity-classifier.ts
 * finds them from 76 on.
 */
const stepBandHz = { min: 1.1, max: 4.5 } as const;

/** A peak in the spectrum whose autocorrelation at neither one nor two steps reaches this is noise. */
const leastRegularity = 0.3;

/** Below this standard deviation of the vertical force nobody is stepping, m/s². */
const leastMovementMPerS2 = 0.5;

/** Above this standard deviation nobody walks, m/s²; running has 10 to 16 on the treadmill runs of Fukuchi et al. 2017. */
const mostWalkingMPerS2 = 5;

/**
 * The force of a walk rises twice a step, so that the strongest line may be that of half a step. Of a whole step the regularity is
 * at least this part of that of two.
 */
const leastStepShare = 0.5;

/** The newest window of samples, as a ring. */
export interface CadenceSpectrumState {
  readonly ring: Float64Array;
  readonly head: number;
  readonly count: number;
}

/**
 * Cadence and regularity over the newest window of the vertical specific force. The fundamental of
 * that signal is the step rate; regularity is the unbiased autocorrelation at one and two steps
 * (Moe-Nilssen & Helbostad 2004, J Biomech 37). It does not depend on any foot
 * contact being found, so it checks them.
 */
export class CadenceSpectrum implements Stateful<CadenceSpectrumState> {
  readonly #window: number;
  readonly #size: number;
  readonly #samplePeriodS: number;
  readonly #fft: FFT;
  readonly #ring: Float64Array;
  readonly #hann: Float64Array;
  readonly #input: Float64Array;
  readonly #spectrum: Float64Array;
  readonly #power: Float64Array;
  readonly #autocorrelation: Float64Array;
  #head = 0;
  #count = 0;

  /**
   * @param windowSamples a power of two; at 200 Hz 1024 samples are 5.1 s.
   * @throws Error where it is none.
   */
  constructor(windowSamples: number, samplePeriodS: number) {
    this.#window = windowSamples;
    this.#samplePeriodS = samplePeriodS;
    // Twice the window: zero padding keeps the autocorrelation from wrapping around.
    this.#size = 2 * windowSamples;
    this.#fft = new FFT(this.#size);
    this.#ring = new Float64Array(windowSamples);
    this.#hann = Float64Array.from(
      { length: windowSamples },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / windowSamples),
    );
    this.#input = new Float64Array(this.#size);
    this.#spectrum = new Float64Array(2 * this.#size);
    this.#power = new Float64Array(2 * this.#size);
    this.#autocorrelation = new Float64Array(2 * this.#size);
  }

  /** Forgets the past: a window never spans missing samples. */
  reset(): void {
    this.#count = 0;
  }

  /** Whether a whole window has been taken since the start or the last reset. */
  get isFull(): boolean {
    return this.#count === this.#window;
  }

  /** Takes one sample, m/s². No rhythm is known as long as a value that is not finite lies in the window. */
  add(verticalForceMPerS2: number): void {
    this.#ring[this.#head] = verticalForceMPerS2;
    this.#head = (this.#head + 1) % this.#window;
    this.#count = Math.min(this.#count + 1, this.#window);
  }

  /** Writes the rhythm of the newest full window to `out`; false where there is none (standing, too few samples). */
  measure(out: Cadence): boolean {
    if (!this.isFull) return false;
    const movementMPerS2 = this.#load();
    if (!(movementMPerS2 >= leastMovementMPerS2)) return false;
    const peakHz = this.#peakHz();
    if (peakHz === null) return false;
    this.#correlate();
    let lag = 1 / (peakHz * this.#samplePeriodS);
    if (
      movementMPerS2 < mostWalkingMPerS2 &&
      peakHz >= 2 * stepBandHz.min &&
      this.#regularity(lag) < leastStepShare * this.#regularity(2 * lag)
    ) {
      lag *= 2;
    }
    out.cadenceSpm = 60 / (lag * this.#samplePeriodS);
    out.stepRegularity = this.#regularity(lag);
    out.strideRegularity = this.#regularity(2 * lag);
    return Math.max(out.stepRegularity, out.strideRegularity) >= leastRegularity;
  }

  saveState(): CadenceSpectrumState {
    return { ring: this.#ring.slice(), head: this.#head, count: this.#count };
  }

  restoreState(saved: CadenceSpectrumState): void {
    requireSameSize("window samples", saved.ring.length, this.#window);
    this.#ring.set(saved.ring);
    this.#head = saved.head;
    this.#count = saved.count;
  }

  /** The window without its mean goes to the input, oldest first; returns its standard deviation, m/s². */
  #load(): number {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < this.#window; i++) {
      const value = this.#ring[i] as number;
      sum += value;
      squares += value * value;
    }
    const mean = sum / this.#window;
    for (let i = 0; i < this.#window; i++) {
      this.#input[i] = (this.#ring[(this.#head + i) % this.#window] as number) - mean;
    }
    this.#input.fill(0, this.#window);
    return Math.sqrt(Math.max(0, squares / this.#window - mean * mean));
  }

  /** Frequency of the strongest line in the step band, refined by a parabola through the logarithms. */
  #peakHz(): number | null {
    const windowed = this.#autocorrelation;
    for (let i = 0; i < this.#size; i++) {
      windowed[i] = (this.#input[i] as number) * (this.#hann[i] ?? 0);
    }
    this.#fft.realTransform(this.#spectrum, windowed.subarray(0, this.#size));
    const binHz = 1 / (this.#size * this.#samplePeriodS);
    const first = Math.ceil(stepBandHz.min / binHz);
    const last = Math.floor(stepBandHz.max / binHz);
    let best = first;
    for (let bin = first; bin <= last; bin++) if (this.#line(bin) > this.#line(best)) best = bin;
    // A maximum at the rim of the band is the flank of something else.
    if (best === first || best === last) return null;
    const below = Math.log(this.#line(best - 1));
    const peak = Math.log(this.#line(best));
    const above = Math.log(this.#line(best + 1));
    return (best + (below - above) / (2 * (below - 2 * peak + above))) * binHz;
  }

  #line(bin: number): number {
    const re = this.#spectrum[2 * bin] as number;
    const im = this.#spectrum[2 * bin + 1] as number;
    return re * re + im * im;
  }

  /** Autocorrelation as the inverse transform of the power (Wiener–Khinchin). */
  #correlate(): void {
    this.#fft.realTransform(this.#spectrum, this.#input);
    this.#fft.completeSpectrum(this.#spectrum);
    for (let bin = 0; bin < this.#size; bin++) {
      this.#power[2 * bin] = this.#line(bin);
      this.#power[2 * bin + 1] = 0;
    }
    this.#fft.inverseTransform(this.#autocorrelation, this.#power);
  }

  /** Unbiased and normalised autocorrelation at a lag in samples, linear between whole lags. */
  #regularity(lag: number): number {
    const at = (k: number): number => {
      const unbiased = (this.#autocorrelation[2 * k] as number) / (this.#window - k);
      return unbiased / ((this.#autocorrelation[0] as number) / this.#window);
    };
    const low = Math.floor(lag);
    return at(low) + (lag - low) * (at(low + 1) - at(low));
  }
}
