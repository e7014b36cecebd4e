import type { Jet } from "./gait-phase.ts";
import { StrideSeries, type StrideVariation } from "./random-series.ts";
import { smoothStep } from "./smooth-path.ts";

/** Steps that are remembered: queries go back by five seconds at most. */
const kept = 64;

/** Numbers that change from stride to stride, each smoothly from one value at every step to the next. */
export class StrideChanges {
  readonly #series: readonly StrideSeries[];
  readonly #values: Float64Array;
  readonly #jet: Jet = [0, 0, 0];
  /** The gait begins with step 0, whenever it is first asked for: the same step always has the same values. */
  #newest = -1;

  constructor(variations: readonly StrideVariation[], random: () => number) {
    this.#series = variations.map((variation) => new StrideSeries(random, variation));
    this.#values = new Float64Array(variations.length * kept);
  }

  /**
   * out = value and rate of one of the numbers.
   * @param phase of the gait in strides, never more than 30 strides before the latest one.
   */
  at(out: Jet, index: number, phase: Readonly<Jet>): Jet {
    const position = 2 * phase[0];
    const step = Math.floor(position);
    this.#extendTo(step + 1);
    const from = this.#value(index, step);
    const rise = this.#value(index, step + 1) - from;
    const smooth = smoothStep(this.#jet, position - step);
    out[0] = from + rise * smooth[0];
    out[1] = rise * smooth[1] * 2 * phase[1];
    out[2] = 0;
    return out;
  }

  #value(index: number, step: number): number {
    return this.#values[index * kept + (step % kept)] as number;
  }

  #extendTo(step: number): void {
    while (this.#newest < step) {
      this.#newest += 1;
      const place = this.#newest % kept;
      this.#series.forEach((series, i) => {
        this.#values[i * kept + place] = series.next();
      });
    }
  }
}
