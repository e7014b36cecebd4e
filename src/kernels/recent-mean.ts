import { requireSameSize, type Stateful } from "./stateful.ts";

/** The newest values as a ring, and how many of its places are filled. */
export interface RecentMeanState {
  readonly values: Float64Array;
  readonly head: number;
  readonly count: number;
}

/** Mean of the newest values. */
export class RecentMean implements Stateful<RecentMeanState> {
  readonly #values: Float64Array;
  #head = 0;
  #count = 0;

  /** @param capacity how many values it is taken over. */
  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
  }

  /** NaN while there is no value. */
  get mean(): number {
    let sum = 0;
    // The ring fills from its front, so the first places are the filled ones.
    for (let i = 0; i < this.#count; i++) sum += this.#values[i] as number;
    return sum / this.#count;
  }

  /** Takes a value; one that is not finite counts for nothing. */
  add(value: number): void {
    if (!Number.isFinite(value)) return;
    this.#values[this.#head] = value;
    this.#head = (this.#head + 1) % this.#values.length;
    this.#count = Math.min(this.#count + 1, this.#values.length);
  }

  reset(): void {
    this.#head = 0;
    this.#count = 0;
  }

  saveState(): RecentMeanState {
    return { values: this.#values.slice(), head: this.#head, count: this.#count };
  }

  restoreState(saved: RecentMeanState): void {
    requireSameSize("values", saved.values.length, this.#values.length);
    this.#values.set(saved.values);
    this.#head = saved.head;
    this.#count = saved.count;
  }
}
