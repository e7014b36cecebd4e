/** Two clocks may drift apart by this much (quartz: 2 · 50 ppm); more than that is lateness. */
const clockDrift = 1e-4;

/**
 * How late messages are, from the sender's clock in them and the clock here. The two have no common
 * origin: the most punctual message so far is taken as on time.
 */
export class LagMeter {
  /** Local minus sender's clock of the most punctual message, s; null before the first. */
  #offsetS: number | null = null;
  #lastLocalS = 0;

  /** Begins anew, with another sender. */
  reset(): void {
    this.#offsetS = null;
  }

  /** Lateness of a message, s, 0 or more. */
  take(senderTimeS: number, localTimeS: number): number {
    const offsetS = localTimeS - senderTimeS;
    const drifted = (this.#offsetS ?? offsetS) + clockDrift * (localTimeS - this.#lastLocalS);
    this.#offsetS = Math.min(offsetS, drifted);
    this.#lastLocalS = localTimeS;
    return offsetS - this.#offsetS;
  }
}
