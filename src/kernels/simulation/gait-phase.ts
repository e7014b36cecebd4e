/** A value and its first and second derivative with respect to time, s. */
export type Jet = [value: number, rate: number, acceleration: number];

/**
 * The phase of a gait as a function of time: it passes given values at given times and is smooth in between. A quintic
 * polynomial between neighbouring knots whose second derivative is zero at both, so that the phase and two derivatives
 * are continuous everywhere: whatever is a smooth function of the phase has no jump in its acceleration.
 */
export class GaitPhase {
  readonly #timeS: number[] = [];
  readonly #phase: number[] = [];
  /** Index of the interval that was used last: times are asked for nearly in order. */
  #interval = 1;

  /** Last time up to which the phase is known, s: the last knot but one, because a knot's slope needs both neighbours. */
  get knownUntilS(): number {
    return this.#timeS.at(-2) ?? Number.NEGATIVE_INFINITY;
  }

  /**
   * Adds the next knot.
   * @throws RangeError where time or phase does not increase.
   */
  add(timeS: number, phase: number): void {
    const lastS = this.#timeS.at(-1) ?? Number.NEGATIVE_INFINITY;
    const lastPhase = this.#phase.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (!(timeS > lastS && phase > lastPhase)) {
      throw new RangeError(`phase ${phase} at ${timeS} s after ${lastPhase} at ${lastS} s`);
    }
    this.#timeS.push(timeS);
    this.#phase.push(phase);
  }

  /** Forgets knots that are not needed for this time and later ones. */
  forgetBefore(timeS: number): void {
    while (this.#timeS.length > 4 && (this.#timeS[2] as number) < timeS) {
      this.#timeS.shift();
      this.#phase.shift();
      this.#interval = Math.max(1, this.#interval - 1);
    }
  }

  /**
   * out = the phase and its derivatives.
   * @throws RangeError for a time outside what is known.
   */
  at(out: Jet, timeS: number): Jet {
    const times = this.#timeS;
    let i = this.#interval;
    while (i > 1 && timeS < (times[i] as number)) i--;
    while (i < times.length - 3 && timeS >= (times[i + 1] as number)) i++;
    this.#interval = i;
    const startS = times[i] as number;
    const endS = times[i + 1] as number;
    if (!(timeS >= startS && timeS <= endS && i + 2 < times.length)) {
      throw new RangeError(`gait phase at ${timeS} s is not known`);
    }
    const h = endS - startS;
    const start = this.#phase[i] as number;
    const rise = (this.#phase[i + 1] as number) - start;
    const a = this.#slope(i) * h;
    const b = this.#slope(i + 1) * h;
    // Quintic with the values, the slopes a and b, and no curvature at both ends.
    const c3 = 10 * rise - 6 * a - 4 * b;
    const c4 = -15 * rise + 8 * a + 7 * b;
    const c5 = 6 * rise - 3 * a - 3 * b;
    const u = (timeS - startS) / h;
    out[0] = start + u * (a + u * u * (c3 + u * (c4 + u * c5)));
    out[1] = (a + u * u * (3 * c3 + u * (4 * c4 + u * 5 * c5))) / h;
    out[2] = (u * (6 * c3 + u * (12 * c4 + u * 20 * c5))) / (h * h);
    return out;
  }

  #slope(i: number): number {
    const rise = (this.#phase[i + 1] as number) - (this.#phase[i - 1] as number);
    return rise / ((this.#timeS[i + 1] as number) - (this.#timeS[i - 1] as number));
  }
}
