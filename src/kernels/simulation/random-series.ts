/** A normally distributed number with mean 0 and variance 1 from two uniform ones (Box & Muller 1958). */
export function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Memories, in strides, of the parts that make up a stride series. */
const memories = [1, 8, 60] as const;

/**
 * A series of one number per step with variance 1 that remembers as strides do: neighbouring ones are alike, and so, less,
 * are those a minute apart. A sum of three first-order series stands in for the 1/f-like noise that strides show
 * (J. M. Hausdorff et al. 1995, J Appl Physiol 78:349).
 */
export class StrideSeries {
  readonly #random: () => number;
  readonly #parts = new Float64Array(memories.length);

  constructor(random: () => number) {
    this.#random = random;
    for (let i = 0; i < memories.length; i++) this.#parts[i] = standardNormal(random);
  }

  next(): number {
    let sum = 0;
    for (let i = 0; i < memories.length; i++) {
      const keep = Math.exp(-0.5 / (memories[i] as number));
      const fresh = standardNormal(this.#random) * Math.sqrt(1 - keep * keep);
      const part = keep * (this.#parts[i] as number) + fresh;
      this.#parts[i] = part;
      sum += part;
    }
    return sum / Math.sqrt(memories.length);
  }
}
