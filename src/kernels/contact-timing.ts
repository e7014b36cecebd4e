/**
 * How the crossings of the pelvis' low-passed vertical force lie to the force plate's contact, as a
 * function of running speed v: bias = constantS + perLogSpeedS · ln(v / 3 m/s).
 *
 * Fitted by least squares on the trial means of five runners (03, 10, 11, 22 and 28 of Fukuchi et al.
 * 2017, doi 10.7717/peerj.3298; 2.5, 3.5 and 4.5 m/s; 50 N contact threshold), so that the three
 * shipped recordings (01, 18, 25) are not among them. There the fit leaves at most 1.3 ms for the
 * initial contact and 18 ms for the stance time.
 */
export interface ContactBias {
  readonly constantS: number;
  readonly perLogSpeedS: number;
}

export const initialContactBias: ContactBias = { constantS: 0.0259, perLogSpeedS: -0.0367 };
export const toeOffBias: ContactBias = { constantS: -0.027, perLogSpeedS: 0.052 };

/** Speeds up to which the fit is extrapolated; beyond them it is held constant, m/s. */
const correctedSpeeds = { min: 2, max: 5.5 } as const;

/** Speed assumed where none is known, m/s; events then carry less confidence. */
const assumedSpeedMPerS = 3;

/** Detected minus true time, s; a speed that is null or NaN is not known. */
export function contactBiasS(bias: ContactBias, beltSpeedMPerS: number | null): number {
  const known = beltSpeedMPerS !== null && !Number.isNaN(beltSpeedMPerS);
  const speed = known
    ? Math.min(correctedSpeeds.max, Math.max(correctedSpeeds.min, beltSpeedMPerS))
    : assumedSpeedMPerS;
  return bias.constantS + bias.perLogSpeedS * Math.log(speed / assumedSpeedMPerS);
}
