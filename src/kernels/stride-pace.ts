import { median } from "simple-statistics";
import type { Stateful } from "./stateful.ts";

/** Strides that the pace is taken from. */
const paceStrides = 7;

/** A stride whose duration is further off the pace than this part of it belongs to no steady gait. */
const steadyWithin = 0.1;

/**
 * Whether a runner keeps the pace: the duration of a stride against the median of the newest ones. Steady running
 * scatters by 1 to 2 % (eight runners of Fukuchi et al. 2017, doi 10.7717/peerj.3298).
 */
export class StridePace implements Stateful<readonly number[]> {
  readonly #leastStrides: number;
  readonly #strideTimesS: number[] = [];

  /** @param leastStrides strides that it takes to have a pace. */
  constructor(leastStrides = 3) {
    this.#leastStrides = leastStrides;
  }

  /** Median duration of the newest strides, s; null before there are enough of them. */
  get strideTimeS(): number | null {
    return this.#strideTimesS.length < this.#leastStrides ? null : median(this.#strideTimesS);
  }

  /**
   * Takes the duration of a stride, s; true where it keeps the pace. The first few strides have no pace to keep; what is not
   * positive and finite is no stride.
   */
  add(strideTimeS: number): boolean {
    if (!(strideTimeS > 0 && strideTimeS < Number.POSITIVE_INFINITY)) return false;
    const times = this.#strideTimesS;
    const pace = this.strideTimeS;
    times.push(strideTimeS);
    if (times.length > paceStrides) times.shift();
    return pace === null || Math.abs(strideTimeS / pace - 1) <= steadyWithin;
  }

  /** Forgets the pace. */
  reset(): void {
    this.#strideTimesS.length = 0;
  }

  saveState(): readonly number[] {
    return [...this.#strideTimesS];
  }

  restoreState(saved: readonly number[]): void {
    this.#strideTimesS.splice(0, this.#strideTimesS.length, ...saved);
  }
}
