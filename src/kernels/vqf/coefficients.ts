import { radPerDeg } from "../../model/units.ts";
import type { VqfParams } from "./params.ts";

/** What follows from the parameters and the sample period and never changes while filtering. */
export interface VqfCoefficients {
  readonly samplePeriodS: number;
  /** Cut-off of the specific-force low-pass, Hz: a Butterworth whose slow-signal delay is τ. */
  readonly accCutoffHz: number;
  readonly restCutoffHz: number;
  /** Initial bias variance, (rad/s)². */
  readonly biasP0: number;
  /** Growth of the bias variance per sample, (rad/s)². */
  readonly biasV: number;
  /** Measurement variances of the bias Kalman filter, (rad/s)². */
  readonly motionW: number;
  readonly verticalW: number;
  readonly restW: number;
}

/** Cut-off of the Butterworth low-pass whose slow-signal delay is τ, Hz. */
export function lowPassCutoffHz(tauS: number): number {
  return Math.SQRT2 / (2 * Math.PI * tauS);
}

/** Measurement variance whose Kalman steady state has the standard deviation sigma. */
function steadyStateW(sigma: number, v: number): number {
  const p = sigma * sigma;
  return (p * p) / v + p;
}

/** @throws RangeError where the sample period is not positive. */
export function vqfCoefficients(params: VqfParams, samplePeriodS: number): VqfCoefficients {
  if (!(samplePeriodS > 0)) throw new RangeError(`sample period ${samplePeriodS} s`);
  // The variance grows to (0.1 °/s)² within the forgetting time.
  const biasV = (0.1 * radPerDeg) ** 2 * (samplePeriodS / params.biasForgettingTimeS);
  const motionW = steadyStateW(params.biasSigmaMotionRadPerS, biasV);
  return {
    samplePeriodS,
    accCutoffHz: lowPassCutoffHz(params.tauAccS),
    restCutoffHz: lowPassCutoffHz(params.restFilterTauS),
    biasP0: params.biasSigmaInitRadPerS ** 2,
    biasV,
    motionW,
    verticalW: motionW / Math.max(params.biasVerticalForgettingFactor, 1e-10),
    restW: steadyStateW(params.biasSigmaRestRadPerS, biasV),
  };
}
