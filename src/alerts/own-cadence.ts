import { median } from "simple-statistics";
import type { SessionOutput } from "../model/session-output.ts";

/** Cadence is measured over the newest 5 s: before so much running there is walking in it, s. */
const settledS = 6;

/** Values from which on the median counts; one comes a second. */
const leastValues = 30;

/** A runner's own cadence: the median of what is measured while running, before anything asks for another. */
export class OwnCadence {
  #runsSinceS: number | null = null;
  #isFrozen = false;
  readonly #valuesSpm: number[] = [];

  /** Steps of both feet per minute; null while there are too few values. */
  get medianSpm(): number | null {
    return this.#valuesSpm.length < leastValues ? null : median(this.#valuesSpm);
  }

  /** From here on the cadence is no longer the runner's own. */
  freeze(): void {
    this.#isFrozen = true;
  }

  take(output: SessionOutput): void {
    if (output.kind === "activity") {
      if (output.activity !== "running") this.#runsSinceS = null;
      else this.#runsSinceS ??= output.timeS;
      return;
    }
    if (output.kind !== "cadence" || this.#isFrozen || this.#runsSinceS === null) return;
    const { cadenceSpm, timeS } = output;
    if (cadenceSpm !== null && timeS - this.#runsSinceS >= settledS) {
      this.#valuesSpm.push(cadenceSpm);
    }
  }
}
