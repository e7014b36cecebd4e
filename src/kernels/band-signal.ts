import { LowPass, type LowPassState } from "./low-pass.ts";
import type { Stateful } from "./stateful.ts";

/** Everything of a BandSignal that changes. */
export interface BandSignalState {
  readonly upper: LowPassState;
  readonly lower: LowPassState;
}

/**
 * Part of a signal between two frequencies, as the difference of two low-passes. Both delays differ
 * from frequency to frequency, but are the same for every channel and every instance: compare band
 * signals with band signals only.
 */
export class BandSignal implements Stateful<BandSignalState> {
  readonly #upper: LowPass;
  readonly #lower: LowPass;
  readonly #slow: Float64Array;

  constructor(channels: number, lowHz: number, highHz: number, samplePeriodS: number) {
    this.#upper = new LowPass(channels, highHz, samplePeriodS);
    this.#lower = new LowPass(channels, lowHz, samplePeriodS);
    this.#slow = new Float64Array(channels);
  }

  reset(): void {
    this.#upper.reset();
    this.#lower.reset();
  }

  /**
   * Filters one sample of every channel; `out` may be `input`. A sample with a value that is not finite is
   * refused as in LowPass.
   * @returns whether the sample was used.
   */
  update(out: Float64Array, input: Float64Array): boolean {
    if (!this.#lower.update(this.#slow, input)) return false;
    this.#upper.update(out, input);
    for (let i = 0; i < this.#slow.length; i++) {
      out[i] = (out[i] as number) - (this.#slow[i] as number);
    }
    return true;
  }

  saveState(): BandSignalState {
    return { upper: this.#upper.saveState(), lower: this.#lower.saveState() };
  }

  restoreState(saved: BandSignalState): void {
    this.#upper.restoreState(saved.upper);
    this.#lower.restoreState(saved.lower);
  }
}
