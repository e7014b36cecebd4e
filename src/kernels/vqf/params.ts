import { radPerDeg } from "../../model/units.ts";

/**
 * Parameters of the orientation filter; independent of the sample rate. Symbols and defaults follow
 * Laidig & Seel 2023, doi 10.1016/j.inffus.2022.10.014, which needs no tuning per sensor.
 */
export interface VqfParams {
  /**
   * τ_acc, s: time constant of the low-pass on the specific force. Smaller trusts the accelerometer
   * sooner; below about two strides (1.5 s) stride-frequency acceleration leaks into the inclination.
   */
  readonly tauAccS: number;
  /** Standard deviation of the gyro bias at start, rad/s. */
  readonly biasSigmaInitRadPerS: number;
  /** Time in which the bias uncertainty grows from 0 to 0.1 °/s, s. */
  readonly biasForgettingTimeS: number;
  /** Largest credible bias, rad/s. A sensor beyond it must be corrected before the filter. */
  readonly biasClipRadPerS: number;
  /** Bias uncertainty reached in long motion, rad/s. */
  readonly biasSigmaMotionRadPerS: number;
  /** Weight of the vertical gyro axis in motion, where the accelerometer tells nothing of it. */
  readonly biasVerticalForgettingFactor: number;
  /** Bias uncertainty reached in a long rest, rad/s. */
  readonly biasSigmaRestRadPerS: number;
  /** Quiet time after which the pod counts as resting, s. */
  readonly restMinTimeS: number;
  /** Time constant of the low-pass that rest is judged against, s. */
  readonly restFilterTauS: number;
  /** Largest deviation of the angular rate from its low-pass at rest, rad/s. */
  readonly restThresholdGyrRadPerS: number;
  /** Largest deviation of the specific force from its low-pass at rest, m/s². */
  readonly restThresholdAccMPerS2: number;
}

export const defaultVqfParams: VqfParams = {
  tauAccS: 3,
  biasSigmaInitRadPerS: 0.5 * radPerDeg,
  biasForgettingTimeS: 100,
  biasClipRadPerS: 2 * radPerDeg,
  biasSigmaMotionRadPerS: 0.1 * radPerDeg,
  biasVerticalForgettingFactor: 0.0001,
  biasSigmaRestRadPerS: 0.03 * radPerDeg,
  restMinTimeS: 1.5,
  restFilterTauS: 0.5,
  restThresholdGyrRadPerS: 2 * radPerDeg,
  restThresholdAccMPerS2: 0.5,
};
