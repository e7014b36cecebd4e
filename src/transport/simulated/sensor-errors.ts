import { standardNormal } from "../../kernels/simulation/random-series.ts";
import type { Uniform } from "./random-streams.ts";

/** A constant per axis: its standard deviation, or the three values. */
export type AxisErrors = number | readonly [number, number, number];

/** Errors of one triad of sensor axes, in the unit of what it measures (m/s² or rad/s). */
export interface TriadParams {
  /** Noise density, unit/√Hz. */
  readonly noisePerRtHz: number;
  readonly bias: AxisErrors;
  /** Random walk of the bias, unit/√s. */
  readonly biasWalkPerRtS: number;
  readonly biasPerC: AxisErrors;
  /** Error of the scale, 1 = 100 %. */
  readonly scale: AxisErrors;
  /** Standard deviation of the angle by which an axis leans to each of the others, rad. */
  readonly misalignmentRad: number;
  /** Largest value, and the step of the numbers. */
  readonly fullScale: number;
  readonly lsb: number;
}

/** The bias walks and follows the temperature in steps of so long, s: far below an LSB each. */
const biasStepS = 0.5;

/** Makes of the true values what one sensor triad would put out: axes, scale, bias and noise. */
export class TriadErrors {
  readonly #params: TriadParams;
  readonly #matrix: Float64Array;
  readonly #constantBias: Float64Array;
  readonly #biasPerC: Float64Array;
  readonly #walked = new Float64Array(3);
  readonly #bias = new Float64Array(3);
  readonly #noise: Uniform;
  readonly #noiseSigma: number;
  #nextStepS = 0;

  /**
   * @param constants draws what belongs to this very sensor.
   * @param noise draws what changes from sample to sample.
   */
  constructor(params: TriadParams, sampleRateHz: number, constants: Uniform, noise: Uniform) {
    this.#params = params;
    const draw = () => standardNormal(constants);
    this.#constantBias = axisValues(params.bias, draw);
    this.#biasPerC = axisValues(params.biasPerC, draw);
    const scale = axisValues(params.scale, draw);
    this.#matrix = Float64Array.from({ length: 9 }, (_, i) =>
      i % 4 === 0 ? 1 + (scale[i / 4] as number) : params.misalignmentRad * draw(),
    );
    this.#noise = noise;
    // White noise fills the band up to half of the sample rate.
    this.#noiseSigma = params.noisePerRtHz * Math.sqrt(sampleRateHz / 2);
  }

  /**
   * out[at …] = what is measured of the true `vector`.
   * @param warmingC how much warmer the sensor is than at the start, °C.
   * @returns whether a value is at an end of the range.
   */
  measure(
    out: Float64Array,
    at: number,
    vector: Float64Array,
    timeS: number,
    warmingC: number,
  ): boolean {
    if (timeS >= this.#nextStepS) this.#stepBias(timeS, warmingC);
    const m = this.#matrix;
    const x = vector[0] as number;
    const y = vector[1] as number;
    const z = vector[2] as number;
    const { fullScale, lsb } = this.#params;
    let clipped = false;
    for (let i = 0; i < 3; i++) {
      const k = 3 * i;
      let value =
        (m[k] as number) * x +
        (m[k + 1] as number) * y +
        (m[k + 2] as number) * z +
        (this.#bias[i] as number);
      if (this.#noiseSigma > 0) value += this.#noiseSigma * standardNormal(this.#noise);
      // The last number that the codec has for it is the end of the range.
      if (value >= fullScale - 1.5 * lsb || value <= -fullScale + 0.5 * lsb) clipped = true;
      out[at + i] = Math.min(fullScale, Math.max(-fullScale, value));
    }
    return clipped;
  }

  #stepBias(timeS: number, warmingC: number): void {
    this.#nextStepS = timeS + biasStepS;
    const walk = this.#params.biasWalkPerRtS * Math.sqrt(biasStepS);
    for (let i = 0; i < 3; i++) {
      if (walk > 0)
        this.#walked[i] = (this.#walked[i] as number) + walk * standardNormal(this.#noise);
      this.#bias[i] =
        (this.#constantBias[i] as number) +
        (this.#biasPerC[i] as number) * warmingC +
        (this.#walked[i] as number);
    }
  }
}

function axisValues(errors: AxisErrors, draw: () => number): Float64Array {
  // Drawn in any case: stating one error must not change the others.
  const drawn = Float64Array.of(draw(), draw(), draw());
  return typeof errors === "number"
    ? drawn.map((value) => value * errors)
    : Float64Array.from(errors);
}
