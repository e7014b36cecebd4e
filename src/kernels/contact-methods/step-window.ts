import { LowPass, type LowPassState, lowPassDelayS } from "../low-pass.ts";
import { SampleHistory, type SampleHistoryState } from "../sample-history.ts";
import type { Stateful } from "../stateful.ts";
import { shortestStepS } from "./contact-method.ts";

/** +1 looks for peaks and rises, −1 for troughs and falls. */
export type Sense = 1 | -1;

/** Signals of this long are kept, s: two long steps, and the time until the second is confirmed. */
const keptS = 2;

/** Everything of a StepWindow that changes. */
export interface StepWindowState {
  readonly lowPass: LowPassState;
  readonly history: SampleHistoryState;
  readonly judgedS: number;
}

/** Which channel of the window shows each step, and whether as a peak or as a trough. */
export interface StepMark {
  readonly channel: number;
  readonly sense: Sense;
}

/**
 * The newest two seconds of a few low-passed signals, free of the filter's delay, to look up peaks and
 * crossings between two instants, each with a time between the samples. One peak per step is found by itself: the largest
 * within `shortestStepS` before and after it, hence known that much later.
 */
export class StepWindow implements Stateful<StepWindowState> {
  readonly #lowPass: LowPass;
  readonly #delayS: number;
  readonly #mark: StepMark;
  readonly #filtered: Float64Array;
  readonly #newHistory: () => SampleHistory;
  #history: SampleHistory;
  /** Up to here it is known which samples are the peak of a step. */
  #judgedS = Number.NEGATIVE_INFINITY;

  constructor(channels: number, samplePeriodS: number, cutoffHz: number, mark: StepMark) {
    this.#lowPass = new LowPass(channels, cutoffHz, samplePeriodS);
    this.#delayS = lowPassDelayS(cutoffHz);
    this.#mark = mark;
    this.#filtered = new Float64Array(channels);
    this.#newHistory = () => new SampleHistory(Math.ceil(keptS / samplePeriodS), channels);
    this.#history = this.#newHistory();
  }

  /** Time of the newest filtered value, s; −Infinity where there is none. */
  get newestS(): number {
    return this.#history.newestS;
  }

  reset(): void {
    this.#lowPass.reset();
    this.#history = this.#newHistory();
    this.#judgedS = Number.NEGATIVE_INFINITY;
  }

  /**
   * Takes one sample of every channel.
   * @returns false, and changes nothing, where it is not finite or not newer than the newest.
   */
  push(timeS: number, sample: Float64Array): boolean {
    const filteredS = timeS - this.#delayS;
    if (!(filteredS > this.newestS && filteredS < Number.POSITIVE_INFINITY)) return false;
    if (!this.#lowPass.update(this.#filtered, sample)) return false;
    return this.#history.push(filteredS, this.#filtered);
  }

  /** Time of the peak of a step that the newest sample confirms, s; NaN where it confirms none. */
  confirmedPeakS(): number {
    const history = this.#history;
    const untilS = this.newestS - shortestStepS;
    let peakS = Number.NaN;
    for (let i = history.indexAt(this.#judgedS) + 1; history.timeS(i) <= untilS; i++) {
      if (this.#isPeakOfStep(i)) peakS = this.#refinedS(i, this.#mark.channel);
    }
    this.#judgedS = Math.max(this.#judgedS, untilS);
    return peakS;
  }

  /** The highest (lowest) peak (trough) strictly between two instants, s; NaN where there is none. */
  highestPeakS(channel: number, sense: Sense, fromS: number, toS: number): number {
    let highest = -1;
    let highestS = Number.NaN;
    for (let i = this.#firstAfter(fromS); this.#isBefore(i, toS); i++) {
      const peakS = this.#peakS(i, channel, sense, fromS, toS);
      if (Number.isNaN(peakS)) continue;
      const value = this.#history.value(i, channel);
      if (highest >= 0 && sense * (value - this.#history.value(highest, channel)) <= 0) continue;
      highest = i;
      highestS = peakS;
    }
    return highestS;
  }

  /** The first peak (trough) strictly between two instants, s; NaN where there is none. */
  firstPeakS(channel: number, sense: Sense, fromS: number, toS: number): number {
    for (let i = this.#firstAfter(fromS); this.#isBefore(i, toS); i++) {
      const peakS = this.#peakS(i, channel, sense, fromS, toS);
      if (!Number.isNaN(peakS)) return peakS;
    }
    return Number.NaN;
  }

  /** The last peak (trough) strictly between two instants, s; NaN where there is none. */
  lastPeakS(channel: number, sense: Sense, fromS: number, toS: number): number {
    const history = this.#history;
    for (let i = history.indexAt(toS); i > 0 && history.timeS(i) > fromS; i--) {
      const peakS = this.#peakS(i, channel, sense, fromS, toS);
      if (!Number.isNaN(peakS)) return peakS;
    }
    return Number.NaN;
  }

  /** First time strictly between two instants at which a channel rises (falls) through a level, s; NaN where it does not. */
  crossingS(channel: number, level: number, sense: Sense, fromS: number, toS: number): number {
    const history = this.#history;
    for (let i = this.#firstAfter(fromS); this.#isBefore(i, toS); i++) {
      const before = history.value(i - 1, channel);
      const now = history.value(i, channel);
      if (!(sense * (before - level) < 0 && sense * (now - level) >= 0)) continue;
      const beforeS = history.timeS(i - 1);
      const crossedS = beforeS + ((level - before) / (now - before)) * (history.timeS(i) - beforeS);
      if (crossedS > fromS) return crossedS;
    }
    return Number.NaN;
  }

  /** A channel at any instant of the window, linear between the samples; NaN outside. */
  valueAt(timeS: number, channel: number): number {
    return this.#history.interpolate(timeS, channel);
  }

  saveState(): StepWindowState {
    return {
      lowPass: this.#lowPass.saveState(),
      history: this.#history.saveState(),
      judgedS: this.#judgedS,
    };
  }

  restoreState(saved: StepWindowState): void {
    // The history is the one that refuses a state of another size.
    this.#history.restoreState(saved.history);
    this.#lowPass.restoreState(saved.lowPass);
    this.#judgedS = saved.judgedS;
  }

  /** Index of the first sample after an instant that has one before it; past the last where the instant is NaN. */
  #firstAfter(timeS: number): number {
    if (Number.isNaN(timeS)) return this.#history.count;
    return Math.max(1, this.#history.indexAt(timeS) + 1);
  }

  /** Whether sample `index` is there and before an instant. */
  #isBefore(index: number, timeS: number): boolean {
    return index < this.#history.count && this.#history.timeS(index) < timeS;
  }

  /** Whether a sample is higher than the one before and not lower than the one after it. */
  #isPeak(index: number, channel: number, sense: Sense): boolean {
    if (index < 1 || index >= this.#history.count - 1) return false;
    const history = this.#history;
    const value = history.value(index, channel);
    const rise = sense * (value - history.value(index - 1, channel));
    const fall = sense * (value - history.value(index + 1, channel));
    return rise > 0 && fall >= 0;
  }

  /** Time of the peak that a sample is, where it lies strictly between two instants, s; else NaN. */
  #peakS(index: number, channel: number, sense: Sense, fromS: number, toS: number): number {
    if (!this.#isPeak(index, channel, sense)) return Number.NaN;
    // The instants may be peaks themselves, found the same way, on either side of their sample.
    const peakS = this.#refinedS(index, channel);
    return peakS > fromS && peakS < toS ? peakS : Number.NaN;
  }

  #isPeakOfStep(index: number): boolean {
    const { channel, sense } = this.#mark;
    const history = this.#history;
    const timeS = history.timeS(index);
    if (history.oldestS > timeS - shortestStepS || !this.#isPeak(index, channel, sense)) {
      return false;
    }
    const value = history.value(index, channel);
    for (let i = this.#firstAfter(timeS - shortestStepS); i < history.count; i++) {
      if (sense * (history.value(i, channel) - value) > 0) return false;
    }
    return true;
  }

  /** Vertex of the parabola through a peak and its neighbours, s. */
  #refinedS(index: number, channel: number): number {
    const history = this.#history;
    const value = history.value(index, channel);
    const rise = value - history.value(index - 1, channel);
    const fall = value - history.value(index + 1, channel);
    const shift = (0.5 * (rise - fall)) / (rise + fall);
    return (
      history.timeS(index) + (shift * (history.timeS(index + 1) - history.timeS(index - 1))) / 2
    );
  }
}
