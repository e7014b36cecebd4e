import { type Side, sides } from "../model/pod.ts";
import { type StanceSymmetry, stanceSymmetry, withoutOutliers } from "./stance-symmetry.ts";
import { requireSameSize, type Stateful } from "./stateful.ts";
import { commonTimingError, type TimingError } from "./timing-error.ts";

/** Stance times of each side, oldest first, how well each was timed, and how many the window may hold. */
export interface StrideWindowState {
  readonly capacity: number;
  readonly stanceS: Readonly<Record<Side, readonly number[]>>;
  readonly errors: Readonly<Record<Side, readonly TimingError[]>>;
}

/** Strides of one side in the window. */
export interface StrideCounts {
  /** Strides that a comparison rests on. */
  readonly kept: number;
  /** Strides that it leaves out because they are far from the others. */
  readonly outliers: number;
}

/** Stance times of the newest strides. */
export class StrideWindow implements Stateful<StrideWindowState> {
  readonly #capacity: number;
  readonly #stanceS: Record<Side, number[]> = { left: [], right: [] };
  readonly #errors: Record<Side, TimingError[]> = { left: [], right: [] };

  /** @param strides strides kept of each side. */
  constructor(strides: number) {
    this.#capacity = strides;
  }

  /**
   * Takes one stance, s. What is not positive and finite is no stance and counts for nothing.
   * @param error of the way in which it was timed.
   */
  add(side: Side, stanceTimeS: number, error: TimingError): void {
    if (!(stanceTimeS > 0 && stanceTimeS < Number.POSITIVE_INFINITY)) return;
    const stanceS = this.#stanceS[side];
    const errors = this.#errors[side];
    stanceS.push(stanceTimeS);
    errors.push(error);
    if (stanceS.length > this.#capacity) {
      stanceS.shift();
      errors.shift();
    }
  }

  /** Starts anew: strides at another speed are not compared with each other. */
  clear(): void {
    for (const side of sides) {
      this.#stanceS[side].length = 0;
      this.#errors[side].length = 0;
    }
  }

  counts(side: Side): StrideCounts {
    const stanceS = this.#stanceS[side];
    const kept = withoutOutliers(stanceS).length;
    return { kept, outliers: stanceS.length - kept };
  }

  /** Needs two strides of each side. */
  symmetry(): StanceSymmetry {
    const error = commonTimingError([...this.#errors.left, ...this.#errors.right]);
    return stanceSymmetry(this.#stanceS.left, this.#stanceS.right, error);
  }

  saveState(): StrideWindowState {
    return {
      capacity: this.#capacity,
      stanceS: structuredClone(this.#stanceS),
      errors: structuredClone(this.#errors),
    };
  }

  restoreState(saved: StrideWindowState): void {
    requireSameSize("strides", saved.capacity, this.#capacity);
    Object.assign(this.#stanceS, structuredClone(saved.stanceS));
    Object.assign(this.#errors, structuredClone(saved.errors));
  }
}
