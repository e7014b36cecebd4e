import type { ContactMethod } from "../model/session-output.ts";

/** Standard errors that more strides do not reduce: those of a way of timing contacts. */
export interface TimingError {
  /** Of a mean stance time, s. */
  readonly stanceS: number;
  /** Of the symmetry index, percentage points. */
  readonly indexPct: number;
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

/** 2.6 points and 10 ms. */
const pelvisError: TimingError = { stanceS: 0.015, indexPct: 3.1 };

/** 2.5 points and 25 ms: nothing then follows the speed. */
const pelvisUnknownSpeedError: TimingError = { stanceS: 0.03, indexPct: 3.1 };

/** What a way of timing errs by. */
export function timingError(method: ContactMethod, speedKnown: boolean): TimingError {
  switch (method) {
    case "pelvis-thigh-force":
      return bothThighsError;
    case "pelvis-one-thigh-force":
      return oneThighError;
    case "pelvis-vertical-crossing":
      return speedKnown ? pelvisError : pelvisUnknownSpeedError;
    default:
      return method satisfies never;
  }
}

/** out = the root mean square of several, of at least one. */
export function commonTimingError(errors: readonly TimingError[]): TimingError {
  let stance = 0;
  let index = 0;
  for (const { stanceS, indexPct } of errors) {
    stance += stanceS * stanceS;
    index += indexPct * indexPct;
  }
  return { stanceS: Math.sqrt(stance / errors.length), indexPct: Math.sqrt(index / errors.length) };
}
