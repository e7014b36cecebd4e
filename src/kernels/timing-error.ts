import type { ContactMethod } from "../model/session-output.ts";

/** Standard errors that more strides do not reduce: those of a way of timing stances. */
export interface TimingError {
  /** Of a mean stance time, s. */
  readonly stanceS: number;
  /** Of the symmetry index, percentage points. */
  readonly indexPct: number;
}

/** Forces that a stance is timed by: pelvis and thighs mixed, or the pelvis' alone. */
export const stanceForces = ["thighs", "pelvis"] as const;
export type StanceForces = (typeof stanceForces)[number];

/** How a stance was timed. */
export interface StanceTiming {
  /**
   * Stances by different forces are not held against each other: on one runner the two differ by up to 30 ms, which is more than
   * two sides ever do. One thigh or both is the same force, with another error.
   */
  readonly forces: StanceForces;
  readonly error: TimingError;
}

/**
 * With both thigh pods, fitted without the runner in question, our index differs from the force plate's by 1.95 points RMS and
 * a mean stance time by 4.5 ms (24 trials of eight runners; Fukuchi et al. 2017, doi 10.7717/peerj.3298;
 * `test/accuracy/fit-contact-timing.ts`). But the way of timing was chosen on these runners; chosen anew without each in turn it
 * left 2.0 to 2.5 points. Most of it is a runner's own constant, so eight runners cannot tell it better than that.
 */
export const bothThighsError: TimingError = { stanceS: 0.007, indexPct: 2.4 };

/** 2.4 points and 6 ms were left, with the same addition for runners on whom nothing was chosen. */
const oneThighError: TimingError = { stanceS: 0.009, indexPct: 2.9 };

/**
 * 2.6 points and 10 ms; on a real sacral accelerometer (one man, 16 trials of 5 s on slopes; Alcantara et al. 2022,
 * doi 10.7717/peerj.12752) 6 points and 15 ms.
 */
const pelvisError: TimingError = { stanceS: 0.015, indexPct: 3.5 };

/** 25 ms: nothing then follows the speed. */
const pelvisUnknownSpeedError: TimingError = { ...pelvisError, stanceS: 0.027 };

/** How a stance was timed, by the ways of its two contacts; null where each was timed by other forces. */
export function stanceTiming(
  initialContact: ContactMethod,
  toeOff: ContactMethod,
  speedKnown: boolean,
): StanceTiming | null {
  const alone: ContactMethod = "pelvis-vertical-crossing";
  if (initialContact === alone && toeOff === alone) {
    return { forces: "pelvis", error: speedKnown ? pelvisError : pelvisUnknownSpeedError };
  }
  if (initialContact === alone || toeOff === alone) return null;
  const both: ContactMethod = "pelvis-thigh-force";
  const sure = initialContact === both && toeOff === both;
  return { forces: "thighs", error: sure ? bothThighsError : oneThighError };
}

/** Root mean square of several errors; NaN of none. */
export function commonTimingError(errors: readonly TimingError[]): TimingError {
  let stance = 0;
  let index = 0;
  for (const { stanceS, indexPct } of errors) {
    stance += stanceS * stanceS;
    index += indexPct * indexPct;
  }
  return { stanceS: Math.sqrt(stance / errors.length), indexPct: Math.sqrt(index / errors.length) };
}
