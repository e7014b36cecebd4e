import { expectedExcessS } from "./link-delay.ts";

/** Arrivals that are looked at for their spread: those of the newest seconds, s … */
const spanS = 5;
/** … and at most so many: a link that catches up after a stall brings more, and its newest say enough. */
const maxArrivals = 256;
/** Weight of a second in the excess. */
const excessWeight = 0.2;

/** How much arrivals scatter about the earliest of them. One object per pod and clock. */
export class ArrivalSpread {
  readonly #podS = new Float64Array(maxArrivals);
  readonly #delayS = new Float64Array(maxArrivals);
  readonly #sorted = new Float64Array(maxArrivals);
  #next = 0;
  #count = 0;
  #excessS = 0;
  #jitterS: number | null = null;

  /** How much later than the least possible the earliest arrival of a second usually is, s; 0 before it is known. */
  get excessS(): number {
    return this.#excessS;
  }

  /** Nineteen of twenty packets of the newest seconds came at most so much later than the most punctual one, s; null before it is known. */
  get jitterS(): number | null {
    return this.#jitterS;
  }

  /** @param delayS arrival − pod time, s. */
  add(podS: number, delayS: number): void {
    this.#podS[this.#next] = podS;
    this.#delayS[this.#next] = delayS;
    this.#next = (this.#next + 1) % maxArrivals;
    this.#count = Math.min(maxArrivals, this.#count + 1);
  }

  /**
   * A second is over at `podS`; it began at `startS`.
   * @param arrivalOffsetS the offset that the earliest arrivals give, at a pod time: what the delays are held against.
   */
  closeWindow(startS: number, podS: number, arrivalOffsetS: (podS: number) => number): void {
    const excessS = expectedExcessS(this.#latenessSince(startS, arrivalOffsetS));
    if (excessS !== null) {
      this.#excessS =
        this.#jitterS === null ? excessS : this.#excessS + excessWeight * (excessS - this.#excessS);
    }
    const newest = this.#latenessSince(podS - spanS, arrivalOffsetS);
    if (newest.length === 0) return;
    const nineteenth = Math.ceil(0.95 * newest.length) - 1;
    this.#jitterS = (newest[nineteenth] as number) - (newest[0] as number);
  }

  /** Lateness of the packets since a pod time, in ascending order; valid until the next call. */
  #latenessSince(startS: number, arrivalOffsetS: (podS: number) => number): Float64Array {
    let found = 0;
    for (let i = 0; i < this.#count; i++) {
      const podS = this.#podS[i] as number;
      if (podS < startS) continue;
      this.#sorted[found] = (this.#delayS[i] as number) - arrivalOffsetS(podS);
      found += 1;
    }
    return this.#sorted.subarray(0, found).sort();
  }
}
