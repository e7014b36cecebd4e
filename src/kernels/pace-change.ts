import { median } from "simple-statistics";
import type { Stateful } from "./stateful.ts";

/** Newest strides of both sides together that are held against the ones before: about four seconds. */
const newestStrides = 12;

/** Strides before them that there must be, and how many are looked at. */
const earlierStrides = { least: 12, most: 120 } as const;

/** Duration of the newest strides over that of the ones before, less one, from which on the speed has changed. */
const changedFrom = 0.025;

/**
 * Whether somebody has begun to run at another speed, where no treadmill says so: the median duration of the newest strides against
 * that of the ones before. On the eight treadmill runs of Fukuchi et al. 2017 (doi 10.7717/peerj.3298) it differs by
 * 3.3 to 13.8 % between speeds 1 m/s apart, and at one speed never by more than 2.0 %. Changes of less than some
 * 0.5 m/s go unseen.
 */
export class PaceChange implements Stateful<readonly number[]> {
  readonly #strideTimesS: number[] = [];

  /**
   * Takes the duration of a stride of either side, s; what is not positive and finite is no stride.
   * @returns true where the newest ones show another pace. Those before are forgotten then, and so are they.
   */
  add(strideTimeS: number): boolean {
    if (!(strideTimeS > 0 && strideTimeS < Number.POSITIVE_INFINITY)) return false;
    const times = this.#strideTimesS;
    times.push(strideTimeS);
    if (times.length > earlierStrides.most + newestStrides) times.shift();
    if (times.length < earlierStrides.least + newestStrides) return false;
    const newest = median(times.slice(-newestStrides));
    const earlier = median(times.slice(0, -newestStrides));
    const changed = Math.abs(newest / earlier - 1) > changedFrom;
    if (changed) this.reset();
    return changed;
  }

  /** Forgets all strides. */
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
