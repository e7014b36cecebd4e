import { allFinite } from "./finite.ts";
import { SampleHistory, type SampleHistoryState } from "./sample-history.ts";
import type { Stateful } from "./stateful.ts";

/** Channels of a motion track: earthFromSegment quaternion, then two 3-vectors. */
export const motionChannels = 10;

/** Offsets of the channels. */
export const motionChannel = {
  /** earthFromSegment [w, x, y, z]. */
  orientation: 0,
  /** Specific force in earth axes, m/s². */
  force: 4,
  /** Angular rate in segment axes, rad/s. */
  rate: 7,
} as const;

/**
 * The newest seconds of one segment's motion, sampled by its own pod's clock and readable at any
 * instant in between: the step from three clocks to one time line.
 */
export class MotionTrack implements Stateful<SampleHistoryState> {
  readonly #history: SampleHistory;
  readonly #maxGapS: number;

  /**
   * @param capacity samples kept.
   * @param maxGapS two samples further apart than this have nothing in between, s.
   */
  constructor(capacity: number, maxGapS: number) {
    this.#history = new SampleHistory(capacity, motionChannels);
    this.#maxGapS = maxGapS;
  }

  /** Time of the newest sample, s; −Infinity where there is none. */
  get newestS(): number {
    return this.#history.newestS;
  }

  /**
   * Adds one sample of all channels, from `offset` on; one that is not newer than the newest, or not finite,
   * is refused.
   */
  push(timeS: number, values: Float64Array, offset = 0): boolean {
    return allFinite(values, motionChannels, offset) && this.#history.push(timeS, values, offset);
  }

  /**
   * out from `outOffset` on = the motion at an instant, linear between the neighbouring samples (the quaternion
   * normalised, along the shorter way).
   * @returns false, and leaves `out` alone, outside the track or inside a gap.
   */
  read(out: Float64Array, timeS: number, outOffset = 0): boolean {
    const history = this.#history;
    const low = history.indexAt(timeS);
    if (low < 0 || timeS > history.newestS) return false;
    const before = history.timeS(low);
    const high = timeS === before ? low : low + 1;
    const spanS = history.timeS(high) - before;
    if (spanS > this.#maxGapS) return false;
    const fraction = spanS > 0 ? (timeS - before) / spanS : 0;
    let dot = 0;
    for (let i = 0; i < 4; i++) dot += history.value(low, i) * history.value(high, i);
    const quaternionFraction = dot < 0 ? -fraction : fraction;
    let norm = 0;
    for (let i = 0; i < motionChannels; i++) {
      const value =
        history.value(low, i) * (1 - fraction) +
        history.value(high, i) * (i < 4 ? quaternionFraction : fraction);
      out[outOffset + i] = value;
      if (i < 4) norm += value * value;
    }
    const scale = 1 / Math.sqrt(norm);
    for (let i = outOffset; i < outOffset + 4; i++) out[i] = (out[i] as number) * scale;
    return true;
  }

  saveState(): SampleHistoryState {
    return this.#history.saveState();
  }

  restoreState(saved: SampleHistoryState): void {
    this.#history.restoreState(saved);
  }
}
