import { identityQuaternion, multiplyQuaternions } from "../quaternion.ts";
import { dot3 } from "../vector3.ts";
import { MagnetometerHeading, type MagnetometerState } from "./magnetometer-heading.ts";
import type { Vqf, VqfState } from "./vqf.ts";

/** Everything of the 9-axis filter that changes, for saving and restoring. */
export interface NineAxisVqfState {
  readonly sixAxis: VqfState;
  readonly magnetometer: MagnetometerState;
}

/**
 * VQF in its 9-axis form, for pods with a magnetometer: the 6-axis filter as it is, and a heading
 * offset beside it (Laidig & Seel 2023). Both orientations are there at any time and differ by a turn
 * about the vertical alone.
 */
export class NineAxisVqf {
  /** The 6-axis filter; the magnetometer never reaches it. */
  readonly sixAxis: Vqf;
  readonly magnetometer: MagnetometerHeading;
  readonly #earthFromPod = identityQuaternion();
  readonly #northFromEarth = identityQuaternion();

  constructor(
    sixAxis: Vqf,
    magnetometer = new MagnetometerHeading(sixAxis.coefficients.samplePeriodS),
  ) {
    this.sixAxis = sixAxis;
    this.magnetometer = magnetometer;
  }

  /**
   * Takes one sample of every sensor. Where a magnetometer value is not finite (NaN: the magnetometer
   * is slower, or the value is missing) only the other two are used.
   * @param gyrRadPerS angular rate triples in pod axes, rad/s.
   * @param accMPerS2 specific force triples in pod axes, m/s².
   * @param magMicroT magnetic field triples in pod axes, µT, free of hard and soft iron.
   * @param offset index of the sample's x value in all three arrays.
   * @param intervalS time since the sample before, s.
   * @returns whether rate and force were used; without them the magnetometer is not either.
   */
  update(
    gyrRadPerS: Float64Array,
    accMPerS2: Float64Array,
    magMicroT: Float64Array,
    offset = 0,
    intervalS = this.sixAxis.coefficients.samplePeriodS,
  ): boolean {
    if (!this.sixAxis.update(gyrRadPerS, accMPerS2, offset, intervalS)) return false;
    const rate = this.sixAxis.lowPassedRateRadPerS;
    const earthFromPod = this.sixAxis.orientation(this.#earthFromPod);
    this.magnetometer.update(magMicroT, offset, earthFromPod, Math.sqrt(dot3(rate, rate)));
    return true;
  }

  /**
   * out = earthFromPod after the newest sample, from `offset` on, with x east, y magnetic north and z
   * up; the heading means nothing before `magnetometer.headingKnown`.
   */
  orientation9(out: Float64Array, offset = 0): Float64Array {
    const half = this.magnetometer.headingOffsetRad / 2;
    this.#northFromEarth[0] = Math.cos(half);
    this.#northFromEarth[3] = Math.sin(half);
    const earthFromPod = this.sixAxis.orientation(this.#earthFromPod);
    return multiplyQuaternions(out, this.#northFromEarth, earthFromPod, offset);
  }

  /** After missing samples: inclination and heading are found anew; bias and field stay. */
  restart(): void {
    this.sixAxis.restartInclination();
    this.magnetometer.restart();
  }

  saveState(): NineAxisVqfState {
    return { sixAxis: this.sixAxis.saveState(), magnetometer: this.magnetometer.saveState() };
  }

  restoreState(saved: NineAxisVqfState): void {
    this.sixAxis.restoreState(saved.sixAxis);
    this.magnetometer.restoreState(saved.magnetometer);
  }
}
