import { radPerDeg } from "../../model/units.ts";
import { lowPassCutoffHz } from "./coefficients.ts";

/**
 * Parameters of the magnetometer part of the orientation filter; independent of the sample rate.
 * Symbols and defaults follow Laidig & Seel 2023, doi 10.1016/j.inffus.2022.10.014.
 */
export interface MagnetometerParams {
  /** τ_mag, s: time constant with which the heading follows an undisturbed field. */
  readonly tauMagS: number;
  /** Time constant of the low-pass on norm and dip before they are judged, s. */
  readonly currentFieldTauS: number;
  /** Time constant with which the norm and dip of a known field follow the measured ones, s. */
  readonly referenceTauS: number;
  /** Largest deviation of the norm from that of the known field, as a fraction of the latter. */
  readonly normThreshold: number;
  /** Largest deviation of the dip from that of the known field, rad. */
  readonly dipThresholdRad: number;
  /** Time in which the field must agree with the known one before it is trusted again, s. */
  readonly minUndisturbedTimeS: number;
  /** Time in motion after which another steady field takes the place of the known one, s. */
  readonly newFieldTimeS: number;
  /** The same where no field is known yet, s. */
  readonly firstFieldTimeS: number;
  /**
   * Smallest low-passed angular rate that counts as motion, rad/s. A pod that lies still sees a steady
   * field beside a magnet as well; one that turns does not.
   */
  readonly newFieldMinRateRadPerS: number;
  /** Longest time for which a disturbed field is left out altogether, s. */
  readonly maxRejectionTimeS: number;
  /**
   * After that time the gain is divided by this number, since the heading would otherwise drift without
   * bound. Undisturbed time earns rejection time back as many times as fast as it is spent.
   */
  readonly rejectionFactor: number;
}

export const defaultMagnetometerParams: MagnetometerParams = {
  tauMagS: 9,
  currentFieldTauS: 0.05,
  referenceTauS: 20,
  normThreshold: 0.1,
  dipThresholdRad: 10 * radPerDeg,
  minUndisturbedTimeS: 0.5,
  newFieldTimeS: 20,
  firstFieldTimeS: 5,
  newFieldMinRateRadPerS: 20 * radPerDeg,
  maxRejectionTimeS: 60,
  rejectionFactor: 2,
};

/** What follows from the parameters and the magnetometer's sample period and never changes. */
export interface MagnetometerCoefficients {
  readonly samplePeriodS: number;
  /** Share of the heading error taken out per sample. */
  readonly headingGain: number;
  /** Share of the deviation by which a known field follows the measured one per sample. */
  readonly referenceGain: number;
  /** Cut-off of the low-pass on norm and dip, Hz. */
  readonly currentFieldCutoffHz: number;
}

/** @throws RangeError where the sample period is not positive. */
export function magnetometerCoefficients(
  params: MagnetometerParams,
  samplePeriodS: number,
): MagnetometerCoefficients {
  if (!(samplePeriodS > 0)) throw new RangeError(`magnetometer sample period ${samplePeriodS} s`);
  // A first-order low-pass: the step response reaches 1 − 1/e after τ.
  const gain = (tauS: number) => -Math.expm1(-samplePeriodS / tauS);
  return {
    samplePeriodS,
    headingGain: gain(params.tauMagS),
    referenceGain: gain(params.referenceTauS),
    currentFieldCutoffHz: lowPassCutoffHz(params.currentFieldTauS),
  };
}
