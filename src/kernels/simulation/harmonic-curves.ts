import type { Jet } from "./gait-phase.ts";

/** Harmonics of the stride that a curve has. */
export const harmonics = 10;

/** Numbers of one curve: the mean, then cosine and sine of each harmonic of the stride. */
export const coefficientsPerCurve: number = 1 + 2 * harmonics;

/** Cosines and sines of the harmonics at one phase, made once for all curves. */
export class Harmonics {
  readonly cosine = new Float64Array(harmonics + 1);
  readonly sine = new Float64Array(harmonics + 1);
  #phase = Number.NaN;

  /** @param phase in strides. */
  set(phase: number): void {
    // A thigh's angles and its position are asked for one after the other.
    if (phase === this.#phase) return;
    this.#phase = phase;
    const angle = 2 * Math.PI * (phase - Math.floor(phase));
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    this.cosine[0] = 1;
    this.sine[0] = 0;
    for (let k = 1; k <= harmonics; k++) {
      const previousCosine = this.cosine[k - 1] as number;
      const previousSine = this.sine[k - 1] as number;
      this.cosine[k] = previousCosine * c - previousSine * s;
      this.sine[k] = previousSine * c + previousCosine * s;
    }
  }
}

/** out = a curve and its derivatives with respect to the phase in strides. */
export function curveAt(
  out: Jet,
  coefficients: Float64Array,
  curve: number,
  { cosine, sine }: Harmonics,
): Jet {
  let offset = curve * coefficientsPerCurve;
  let value = coefficients[offset] as number;
  let first = 0;
  let second = 0;
  for (let k = 1; k <= harmonics; k++) {
    const a = coefficients[++offset] as number;
    const b = coefficients[++offset] as number;
    const c = cosine[k] as number;
    const s = sine[k] as number;
    const wave = a * c + b * s;
    value += wave;
    first += k * (b * c - a * s);
    second -= k * k * wave;
  }
  out[0] = value;
  out[1] = 2 * Math.PI * first;
  out[2] = 4 * Math.PI * Math.PI * second;
  return out;
}

/** in-place: from derivatives with respect to the phase to derivatives in time. */
export function alongPhase(curve: Jet, phase: Readonly<Jet>): Jet {
  curve[2] = curve[2] * phase[1] * phase[1] + curve[1] * phase[2];
  curve[1] *= phase[1];
  return curve;
}

/** out = out + a · b, with their derivatives. */
export function addProduct(out: Jet, a: Readonly<Jet>, b: Readonly<Jet>): Jet {
  out[2] += a[2] * b[0] + 2 * a[1] * b[1] + a[0] * b[2];
  out[1] += a[1] * b[0] + a[0] * b[1];
  out[0] += a[0] * b[0];
  return out;
}
