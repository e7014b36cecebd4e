/** A normally distributed number with mean 0 and variance 1 from two uniform ones (Box & Muller 1958). */
export function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Memories, in strides, of the parts of a stride series that do not come anew at every step. */
const memories = [1, 8, 60] as const;

/** How much a number varies from step to step, and how long it stays that way; standard deviations in the number's own unit. */
export interface StrideVariation {
  /** Of the part that comes anew at every step. */
  readonly freshSd: number;
  /** Of the part that is remembered for a stride. */
  readonly slowSd: number;
  /** How much less vary those that are remembered for eight and for sixty strides, each against the one before: variances, 0 … 1. */
  readonly slowerPart: number;
}

/**
 * A series of one number per step with mean 0 that remembers as strides do: neighbouring ones are alike, and so, less, are those a
 * minute apart. A sum of first-order series stands in for the 1/f-like noise that strides show (J. M. Hausdorff et al. 1995,
 * J Appl Physiol 78:349).
 *
 * How much each part varies is fitted to the eight runners of Fukuchi et al. 2017 (doi 10.7717/peerj.3298) at three speeds, 30 s each:
 * to the variance of single strides, of means of 2, 3, 5 and 10 successive ones and of the difference between the halves, by least squares
 * without negative parts (plate and markers, never our own pipeline). Half a minute tells little of the slowest part; it goes on as the others
 * fall off.
 */
export class StrideSeries {
  readonly #random: () => number;
  readonly #freshSd: number;
  readonly #sds: Float64Array;
  readonly #parts = new Float64Array(memories.length);

  constructor(random: () => number, { freshSd, slowSd, slowerPart }: StrideVariation) {
    this.#random = random;
    this.#freshSd = freshSd;
    this.#sds = Float64Array.from(memories, (_, i) => slowSd * Math.sqrt(slowerPart ** i));
    for (let i = 0; i < memories.length; i++) this.#parts[i] = standardNormal(random);
  }

  next(): number {
    let sum = this.#freshSd * standardNormal(this.#random);
    for (let i = 0; i < memories.length; i++) {
      const keep = Math.exp(-0.5 / (memories[i] as number));
      const fresh = standardNormal(this.#random) * Math.sqrt(1 - keep * keep);
      const part = keep * (this.#parts[i] as number) + fresh;
      this.#parts[i] = part;
      sum += part * (this.#sds[i] as number);
    }
    return sum;
  }
}
