import { wrapAngle } from "../heading-tracker.ts";
import { type Quaternion, rotateVector } from "../quaternion.ts";
import { normalize3 } from "../vector3.ts";
import { FieldWatch, type FieldWatchState } from "./field-watch.ts";
import {
  defaultMagnetometerParams,
  type MagnetometerCoefficients,
  type MagnetometerParams,
  magnetometerCoefficients,
} from "./magnetometer-params.ts";

/** Everything of the magnetometer part that changes, for saving and restoring. */
export interface MagnetometerState {
  readonly field: FieldWatchState;
  readonly headingOffsetRad: number;
  readonly samplesUsed: number;
  readonly rejectionTimeS: number;
}

/**
 * The turn about the vertical from the 6-axis filter's earth frame to one whose y axis points to
 * magnetic north (Laidig & Seel 2023): a first-order filter with the time constant τ_mag that leaves
 * out a disturbed field, for a limited time. This one angle is all that the magnetometer changes, so no
 * magnet can tilt the pod.
 */
export class MagnetometerHeading {
  readonly coefficients: MagnetometerCoefficients;
  readonly #params: MagnetometerParams;
  readonly #field: FieldWatch;
  readonly #vector = new Float64Array(3);
  #headingOffsetRad = 0;
  /** Samples that moved the heading since the start. */
  #samplesUsed = 0;
  /** Time for which disturbed samples were left out and that is not earned back yet, s. */
  #rejectionTimeS = 0;

  /**
   * @param samplePeriodS the magnetometer's own, s, where it is slower than the other sensors.
   * @throws RangeError where the period is not positive, or too long for the low-pass on the field
   *   (0.11 s with the default parameters).
   */
  constructor(samplePeriodS: number, params: MagnetometerParams = defaultMagnetometerParams) {
    this.#params = params;
    this.coefficients = magnetometerCoefficients(params, samplePeriodS);
    this.#field = new FieldWatch(params, this.coefficients);
    this.reset();
  }

  /** Turn about the vertical from the 6-axis earth frame to the magnetic one, rad, −π … π. */
  get headingOffsetRad(): number {
    return this.#headingOffsetRad;
  }

  /** Whether any magnetometer sample has told the heading since the start or restart. */
  get headingKnown(): boolean {
    return this.#samplesUsed > 0;
  }

  /** Whether the newest field is not the one known to be undisturbed, or none is known. */
  get disturbed(): boolean {
    return this.#field.disturbed;
  }

  /**
   * Takes one sample. One that is not finite or all zero is skipped and changes nothing.
   * @param mag magnetic field triples in pod axes, µT; all thresholds are relative.
   * @param offset index of the sample's x value.
   * @param earthFromPod orientation of the 6-axis filter at this sample.
   * @param rateRadPerS how fast the pod turns, low-passed, rad/s.
   * @returns whether the sample was looked at.
   */
  update(
    mag: Float64Array,
    offset: number,
    earthFromPod: Quaternion,
    rateRadPerS: number,
  ): boolean {
    const field = rotateVector(this.#vector, earthFromPod, mag, 0, 0, offset);
    const headingErrorRad = wrapAngle(
      Math.atan2(field[0] as number, field[1] as number) - this.#headingOffsetRad,
    );
    const norm = normalize3(field);
    if (!(norm > 0 && Number.isFinite(norm))) return false;
    const up = Math.max(-1, Math.min(1, field[2] as number));
    this.#field.update(norm, -Math.asin(up), rateRadPerS);
    const gain = this.#gain();
    if (gain === 0) return true;
    this.#samplesUsed += 1;
    this.#headingOffsetRad = wrapAngle(
      this.#headingOffsetRad + this.#startGain(gain) * headingErrorRad,
    );
    return true;
  }

  /** Share of the heading error to take out with this sample; 0 where it is rejected. */
  #gain(): number {
    const { maxRejectionTimeS, rejectionFactor } = this.#params;
    const { samplePeriodS, headingGain } = this.coefficients;
    if (!this.#field.disturbed) {
      const earnedS = rejectionFactor * samplePeriodS;
      this.#rejectionTimeS = Math.max(0, this.#rejectionTimeS - earnedS);
      return headingGain;
    }
    if (this.#rejectionTimeS >= maxRejectionTimeS) return headingGain / rejectionFactor;
    this.#rejectionTimeS += samplePeriodS;
    return 0;
  }

  /**
   * In the first τ_mag the heading is the plain mean of the samples used, as long as that is faster. A
   * rejected one is none of them, so that a start in a known field waits for that field.
   */
  #startGain(gain: number): number {
    const started = this.#samplesUsed * this.coefficients.samplePeriodS >= this.#params.tauMagS;
    return started ? gain : Math.max(gain, 1 / this.#samplesUsed);
  }

  /** After missing samples: how far the pod turned is not known, so the heading is found anew. */
  restart(): void {
    this.#field.restart();
    this.#samplesUsed = 0;
  }

  /** Back to the start: heading and field are forgotten. */
  reset(): void {
    this.#field.reset();
    this.#headingOffsetRad = 0;
    this.#samplesUsed = 0;
    // Nothing is left to spend: while no field is known to be undisturbed, any is better than none.
    this.#rejectionTimeS = this.#params.maxRejectionTimeS;
  }

  saveState(): MagnetometerState {
    return {
      field: this.#field.saveState(),
      headingOffsetRad: this.#headingOffsetRad,
      samplesUsed: this.#samplesUsed,
      rejectionTimeS: this.#rejectionTimeS,
    };
  }

  restoreState(saved: MagnetometerState): void {
    this.#field.restoreState(saved.field);
    this.#headingOffsetRad = saved.headingOffsetRad;
    this.#samplesUsed = saved.samplesUsed;
    this.#rejectionTimeS = saved.rejectionTimeS;
  }
}
