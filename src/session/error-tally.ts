/** Mean and standard deviation of errors as they come, in their unit (Welford 1962). */
export class ErrorTally {
  #count = 0;
  #mean = 0;
  #sumOfSquares = 0;

  add(error: number): void {
    this.#count += 1;
    const before = error - this.#mean;
    this.#mean += before / this.#count;
    this.#sumOfSquares += before * (error - this.#mean);
  }

  get count(): number {
    return this.#count;
  }

  /** null before the first. */
  get mean(): number | null {
    return this.#count === 0 ? null : this.#mean;
  }

  /** null before the second. */
  get standardDeviation(): number | null {
    return this.#count < 2 ? null : Math.sqrt(this.#sumOfSquares / (this.#count - 1));
  }
}
