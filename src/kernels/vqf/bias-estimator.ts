import type { VqfCoefficients } from "./coefficients.ts";

/** out = inverse of the symmetric 3×3 matrix m (row-major); `out` may be `m`. */
function invertSymmetric3(out: Float64Array, m: Float64Array): void {
  const a = m[0] as number;
  const b = m[1] as number;
  const c = m[2] as number;
  const d = m[4] as number;
  const e = m[5] as number;
  const f = m[8] as number;
  const c00 = d * f - e * e;
  const c01 = c * e - b * f;
  const c02 = b * e - c * d;
  const det = a * c00 + b * c01 + c * c02;
  out[0] = c00 / det;
  out[1] = c01 / det;
  out[2] = c02 / det;
  out[3] = c01 / det;
  out[4] = (a * f - c * c) / det;
  out[5] = (b * c - a * e) / det;
  out[6] = c02 / det;
  out[7] = (b * c - a * e) / det;
  out[8] = (a * d - b * b) / det;
}

/**
 * Three-state Kalman filter of the gyroscope bias in pod axes (Laidig & Seel 2023, section 3.3).
 * State: bias (rad/s) and its covariance ((rad/s)²). The measurement is y = H·bias + noise, with H a
 * rotation matrix and a diagonal noise covariance.
 */
export class BiasEstimator {
  readonly bias = new Float64Array(3);
  readonly covariance = new Float64Array(9);
  readonly #coefficients: VqfCoefficients;
  readonly #clip: number;
  readonly #ph = new Float64Array(9);
  readonly #s = new Float64Array(9);
  readonly #gain = new Float64Array(9);

  constructor(coefficients: VqfCoefficients, biasClipRadPerS: number) {
    this.#coefficients = coefficients;
    this.#clip = biasClipRadPerS;
    this.reset();
  }

  reset(): void {
    this.bias.fill(0);
    this.covariance.fill(0);
    for (let i = 0; i < 9; i += 4) this.covariance[i] = this.#coefficients.biasP0;
  }

  /** Time update: the variance grows, but never beyond its initial value. */
  predict(): void {
    const { biasP0, biasV } = this.#coefficients;
    for (let i = 0; i < 9; i += 4) {
      const p = this.covariance[i] as number;
      if (p < biasP0) this.covariance[i] = p + biasV;
    }
  }

  /**
   * Measurement update.
   * @param h 3×3 measurement matrix, row-major.
   * @param innovation measured − predicted, rad/s; clipped to the credible range.
   * @param w measurement variances, (rad/s)².
   */
  correct(h: Float64Array, innovation: Float64Array, w: Float64Array): void {
    const p = this.covariance;
    const ph = this.#ph;
    const s = this.#s;
    const gain = this.#gain;
    const clip = this.#clip;
    // ph = P Hᵀ; s = H P Hᵀ + W
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        let sum = 0;
        for (let k = 0; k < 3; k++) sum += (p[3 * i + k] as number) * (h[3 * j + k] as number);
        ph[3 * i + j] = sum;
      }
    }
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        let sum = i === j ? (w[i] as number) : 0;
        for (let k = 0; k < 3; k++) sum += (h[3 * i + k] as number) * (ph[3 * k + j] as number);
        s[3 * i + j] = sum;
      }
    }
    invertSymmetric3(s, s);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        let sum = 0;
        for (let k = 0; k < 3; k++) sum += (ph[3 * i + k] as number) * (s[3 * k + j] as number);
        gain[3 * i + j] = sum;
      }
    }
    for (let i = 0; i < 3; i++) {
      let bias = this.bias[i] as number;
      for (let j = 0; j < 3; j++) {
        const e = Math.max(-clip, Math.min(clip, innovation[j] as number));
        bias += (gain[3 * i + j] as number) * e;
      }
      this.bias[i] = Math.max(-clip, Math.min(clip, bias));
    }
    // P ← P − K (P Hᵀ)ᵀ, kept exactly symmetric.
    for (let i = 0; i < 3; i++) {
      for (let j = i; j < 3; j++) {
        let value = p[3 * i + j] as number;
        for (let k = 0; k < 3; k++)
          value -= (gain[3 * i + k] as number) * (ph[3 * j + k] as number);
        s[3 * i + j] = value;
        s[3 * j + i] = value;
      }
    }
    p.set(s);
  }
}
