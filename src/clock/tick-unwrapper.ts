/**
 * Turns a pod's wrapping 32-bit tick counter into a count that keeps growing. A step back by less
 * than half the range (a late or duplicated packet) stays a step back.
 */
export class TickUnwrapper {
  #last: number | null = null;
  #unwrapped = 0;

  /** Ticks since the counter's zero before the first wrap. */
  unwrap(ticks: number): number {
    if (this.#last === null) this.#unwrapped = ticks;
    // The bit operation folds the difference into −2³¹ … 2³¹−1.
    else this.#unwrapped += (ticks - this.#last) | 0;
    this.#last = ticks;
    return this.#unwrapped;
  }

  /** Where another reading of the same counter lies on the same count; it moves nothing, unless it is the first. */
  place(ticks: number): number {
    return this.#last === null ? this.unwrap(ticks) : this.#unwrapped + ((ticks - this.#last) | 0);
  }
}
