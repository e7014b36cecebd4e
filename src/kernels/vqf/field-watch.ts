import { LowPass, type LowPassState } from "../low-pass.ts";
import type { MagnetometerCoefficients, MagnetometerParams } from "./magnetometer-params.ts";

/** Everything of the field watch that changes, for saving and restoring. */
export interface FieldWatchState {
  readonly lowPass: LowPassState;
  /** Norm (µT) and dip (rad) of the field that counts as undisturbed; norm 0 while none is known. */
  readonly known: Float64Array;
  /** Norm and dip of the field that may take its place. */
  readonly candidate: Float64Array;
  /** Time in motion that the candidate has lasted, s. */
  readonly candidateTimeS: number;
  readonly undisturbedTimeS: number;
  readonly disturbed: boolean;
}

/**
 * Tells the field of the earth from one bent by iron or magnets, by its norm and its dip below the
 * horizontal: both are the same wherever the pod points, and neither needs the heading (Laidig & Seel
 * 2023). A field that is not the known one but stays steady while the pod turns becomes the known one.
 */
export class FieldWatch {
  readonly #params: MagnetometerParams;
  readonly #coefficients: MagnetometerCoefficients;
  readonly #lowPass: LowPass;
  readonly #current = new Float64Array(2);
  readonly #known = new Float64Array(2);
  readonly #candidate = new Float64Array(2);
  #candidateTimeS = 0;
  #undisturbedTimeS = 0;
  #disturbed = true;

  constructor(params: MagnetometerParams, coefficients: MagnetometerCoefficients) {
    const { currentFieldCutoffHz, samplePeriodS } = coefficients;
    this.#params = params;
    this.#coefficients = coefficients;
    this.#lowPass = new LowPass(2, currentFieldCutoffHz, samplePeriodS, params.currentFieldTauS);
  }

  /** Whether the newest field is not the known one, or none is known. */
  get disturbed(): boolean {
    return this.#disturbed;
  }

  /**
   * Takes one sample of the field.
   * @param norm µT, above 0.
   * @param dipRad angle below the horizontal, rad.
   * @param rateRadPerS how fast the pod turns, low-passed, rad/s.
   */
  update(norm: number, dipRad: number, rateRadPerS: number): void {
    const current = this.#current;
    current[0] = norm;
    current[1] = dipRad;
    this.#lowPass.update(current, current);
    this.#compareWithKnown();
    this.#considerCandidate(rateRadPerS);
  }

  #compareWithKnown(): void {
    if (!this.#agrees(this.#known)) {
      this.#undisturbedTimeS = 0;
      this.#disturbed = true;
      return;
    }
    this.#undisturbedTimeS += this.#coefficients.samplePeriodS;
    if (this.#undisturbedTimeS < this.#params.minUndisturbedTimeS) return;
    this.#disturbed = false;
    this.#follow(this.#known);
  }

  #considerCandidate(rateRadPerS: number): void {
    const { newFieldMinRateRadPerS, newFieldTimeS, firstFieldTimeS } = this.#params;
    if (!this.#agrees(this.#candidate)) {
      this.#candidateTimeS = 0;
      this.#candidate.set(this.#current);
      return;
    }
    if (rateRadPerS >= newFieldMinRateRadPerS) {
      this.#candidateTimeS += this.#coefficients.samplePeriodS;
    }
    this.#follow(this.#candidate);
    const neededTimeS = this.#known[0] === 0 ? firstFieldTimeS : newFieldTimeS;
    if (!this.#disturbed || this.#candidateTimeS < neededTimeS) return;
    this.#known.set(this.#candidate);
    // It has been steady for long enough: no further wait until the known field follows.
    this.#undisturbedTimeS = this.#params.minUndisturbedTimeS;
    this.#disturbed = false;
  }

  /** Whether the current field is this one; a field of norm 0 agrees with none. */
  #agrees(field: Float64Array): boolean {
    const { normThreshold, dipThresholdRad } = this.#params;
    const norm = field[0] as number;
    return (
      Math.abs((this.#current[0] as number) - norm) < normThreshold * norm &&
      Math.abs((this.#current[1] as number) - (field[1] as number)) < dipThresholdRad
    );
  }

  #follow(field: Float64Array): void {
    const { referenceGain } = this.#coefficients;
    for (let i = 0; i < 2; i++) {
      const value = field[i] as number;
      field[i] = value + referenceGain * ((this.#current[i] as number) - value);
    }
  }

  /** After missing samples the field has to agree anew; what is known of it stays. */
  restart(): void {
    this.#lowPass.reset();
    this.#undisturbedTimeS = 0;
    this.#disturbed = true;
  }

  /** Forgets the known field too. */
  reset(): void {
    this.restart();
    this.#known.fill(0);
    this.#candidate.fill(0);
    this.#candidateTimeS = 0;
  }

  saveState(): FieldWatchState {
    return {
      lowPass: this.#lowPass.saveState(),
      known: this.#known.slice(),
      candidate: this.#candidate.slice(),
      candidateTimeS: this.#candidateTimeS,
      undisturbedTimeS: this.#undisturbedTimeS,
      disturbed: this.#disturbed,
    };
  }

  restoreState(saved: FieldWatchState): void {
    this.#lowPass.restoreState(saved.lowPass);
    this.#known.set(saved.known);
    this.#candidate.set(saved.candidate);
    this.#candidateTimeS = saved.candidateTimeS;
    this.#undisturbedTimeS = saved.undisturbedTimeS;
    this.#disturbed = saved.disturbed;
  }
}
