import { requireSameSize, type Stateful } from "./stateful.ts";

/** Minimum, maximum and mean of a stretch of samples. */
export interface StretchSummary {
  count: number;
  min: number;
  /** Time of the first sample that is as small as this, s. */
  minS: number;
  max: number;
  /** Time of the first sample that is as large as this, s. */
  maxS: number;
  mean: number;
}

/** A summary of nothing yet, to be filled by `summarize`. */
export function emptyStretch(): StretchSummary {
  const unknown = Number.NaN;
  return { count: 0, min: unknown, minS: unknown, max: unknown, maxS: unknown, mean: unknown };
}

/** Rings of times and values, and how far they are filled. */
export interface SampleHistoryState {
  readonly timeS: Float64Array;
  readonly values: Float64Array;
  readonly head: number;
  readonly size: number;
}

/** The newest samples of a few channels with their times, in a ring that never grows. */
export class SampleHistory implements Stateful<SampleHistoryState> {
  readonly #capacity: number;
  readonly #channels: number;
  readonly #timeS: Float64Array;
  readonly #values: Float64Array;
  #head = 0;
  #size = 0;

  /** @throws RangeError where nothing could be kept. */
  constructor(capacity: number, channels: number) {
    if (!(capacity >= 2 && channels >= 1)) throw new RangeError(`history ${capacity}×${channels}`);
    this.#capacity = capacity;
    this.#channels = channels;
    this.#timeS = new Float64Array(capacity);
    this.#values = new Float64Array(capacity * channels);
  }

  /** How many samples there are. */
  get count(): number {
    return this.#size;
  }

  /** Time of the newest sample, s; −Infinity where there is none. */
  get newestS(): number {
    return this.#size === 0 ? Number.NEGATIVE_INFINITY : this.timeS(this.#size - 1);
  }

  /** Time of the oldest sample kept, s; +Infinity where there is none. */
  get oldestS(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.timeS(0);
  }

  /**
   * Adds one sample of every channel, from `offset` on; NaN is a value that is not known. A sample whose time
   * is not newer than the newest, or not finite, is refused.
   */
  push(timeS: number, values: Float64Array, offset = 0): boolean {
    if (!(timeS > this.newestS && timeS < Number.POSITIVE_INFINITY)) return false;
    this.#timeS[this.#head] = timeS;
    const start = this.#head * this.#channels;
    for (let i = 0; i < this.#channels; i++) this.#values[start + i] = values[offset + i] as number;
    this.#head = (this.#head + 1) % this.#capacity;
    this.#size = Math.min(this.#size + 1, this.#capacity);
    return true;
  }

  /** Time of sample `index`, 0 = oldest kept, s. */
  timeS(index: number): number {
    return this.#timeS[this.#slot(index)] as number;
  }

  value(index: number, channel: number): number {
    return this.#values[this.#slot(index) * this.#channels + channel] as number;
  }

  /** Index of the newest sample that is not later than `timeS`; −1 before the first. */
  indexAt(timeS: number): number {
    let low = -1;
    let high = this.#size;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.timeS(middle) <= timeS) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Linear interpolation of one channel; NaN outside the history. */
  interpolate(timeS: number, channel: number): number {
    return this.#interpolateFrom(this.indexAt(timeS), timeS, channel);
  }

  /** out = one channel at even steps from `fromS` to `toS`, both included; interpolated as above. */
  resample(out: Float64Array, channel: number, fromS: number, toS: number): Float64Array {
    const last = out.length - 1;
    let index = this.indexAt(fromS);
    for (let k = 0; k <= last; k++) {
      const timeS = k === last ? toS : fromS + (k / last) * (toS - fromS);
      while (index + 1 < this.#size && this.timeS(index + 1) <= timeS) index++;
      out[k] = this.#interpolateFrom(index, timeS, channel);
    }
    return out;
  }

  /** Whether samples reach from `fromS` to `toS`, no two neighbours further apart than `maxGapS`. */
  covers(fromS: number, toS: number, maxGapS: number): boolean {
    const first = this.indexAt(fromS);
    if (first < 0 || this.newestS < toS) return false;
    for (let index = first; this.timeS(index) < toS; index++) {
      if (this.timeS(index + 1) - this.timeS(index) > maxGapS) return false;
    }
    return true;
  }

  /** out = summary of one channel over [fromS, toS); NaN values spread to all figures but the count. */
  summarize(out: StretchSummary, channel: number, fromS: number, toS: number): StretchSummary {
    let sum = 0;
    out.count = 0;
    out.min = Number.POSITIVE_INFINITY;
    out.minS = Number.NaN;
    out.max = Number.NEGATIVE_INFINITY;
    out.maxS = Number.NaN;
    for (let index = this.indexAt(toS); index >= 0; index--) {
      const timeS = this.timeS(index);
      if (timeS < fromS) break;
      if (timeS >= toS) continue;
      const value = this.value(index, channel);
      out.count += 1;
      sum += value;
      // A NaN is taken as both, and no number takes its place again.
      const isUnknown = Number.isNaN(value);
      if (isUnknown || value <= out.min) {
        out.min = value;
        out.minS = timeS;
      }
      if (isUnknown || value >= out.max) {
        out.max = value;
        out.maxS = timeS;
      }
    }
    out.mean = out.count > 0 ? sum / out.count : Number.NaN;
    return out;
  }

  /** @param index of the newest sample that is not later than `timeS`. */
  #interpolateFrom(index: number, timeS: number, channel: number): number {
    if (index < 0 || timeS > this.newestS) return Number.NaN;
    const before = this.value(index, channel);
    const start = this.timeS(index);
    if (start === timeS) return before;
    const fraction = (timeS - start) / (this.timeS(index + 1) - start);
    return before + fraction * (this.value(index + 1, channel) - before);
  }

  saveState(): SampleHistoryState {
    const timeS = this.#timeS.slice();
    return { timeS, values: this.#values.slice(), head: this.#head, size: this.#size };
  }

  restoreState(saved: SampleHistoryState): void {
    requireSameSize("samples", saved.timeS.length, this.#capacity);
    requireSameSize("channels", saved.values.length / saved.timeS.length, this.#channels);
    this.#timeS.set(saved.timeS);
    this.#values.set(saved.values);
    this.#head = saved.head;
    this.#size = saved.size;
  }

  #slot(index: number): number {
    const slot = this.#head - this.#size + index;
    return slot < 0 ? slot + this.#capacity : slot;
  }
}
