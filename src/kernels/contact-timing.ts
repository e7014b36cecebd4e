import type { ContactMethod } from "../model/session-output.ts";

/** What was measured of a contact event, before any correction. */
export interface ContactMeasurement {
  /** How many thighs the mixed force rests on. */
  thighs: 0 | 1 | 2;
  /** Crossing of the mixed force of pelvis and thighs, s; NaN where it is not known. */
  forceS: number;
  /** Mean time that the mixed force took to fall before take-off in the last steps, s; NaN before the first. */
  fallTimeS: number;
  /** Crossing of the pelvis' force alone, s. */
  pelvisS: number;
  /** Mean time between the pelvis' crossings in the last steps, s; NaN before the first. */
  pelvisContactS: number;
}

/** A measurement that holds nothing yet. */
export function noMeasurement(): ContactMeasurement {
  return {
    thighs: 0,
    forceS: Number.NaN,
    fallTimeS: Number.NaN,
    pelvisS: Number.NaN,
    pelvisContactS: Number.NaN,
  };
}

/** A contact event as it is stated. */
export interface ContactTime {
  timeS: number;
  method: ContactMethod;
  /** 0 … 1; that the event was there at all is not in doubt. */
  confidence: number;
}

/** Event = crossing + constantS + perFallTime · (fall time − 16.5 ms). */
export interface ForceCorrection {
  readonly constantS: number;
  readonly perFallTime: number;
}

/** Event = crossing + constantS + perLogSpeedS · ln(v / 3 m/s) + perContact · time between the crossings. */
export interface PelvisCorrection {
  readonly constantS: number;
  readonly perLogSpeedS: number;
  readonly perContact: number;
  /** Event − crossing where the belt speed is not known, s. */
  readonly unknownSpeedS: number;
}

/** Corrections of one kind of event. */
export interface ContactCorrection {
  readonly force: ForceCorrection;
  readonly pelvis: PelvisCorrection;
}

/**
 * From crossings to the force plate's 50 N contact. Fitted by `test/accuracy/fit-contact-timing.ts` on five runners (03,
 * 10, 11, 22 and 28 of R. K. Fukuchi, C. A. Fukuchi, M. Duarte, PeerJ 5:e3298, 2017, doi 10.7717/peerj.3298, CC BY 4.0;
 * level treadmill, 2.5, 3.5 and 4.5 m/s), so that the three shipped recordings (01, 18, 25) are not among them.
 *
 * That makes the coefficients held out, not the design: which forces are mixed and how, the levels, the cut-offs and the
 * fall time were chosen on all eight runners. People at large will show larger errors than the eight do. Their pods were
 * computed from optical markers: without strap wobble, without impacts above 20 Hz. Uphill and downhill with thigh pods was
 * never measured; the pelvis alone errs with the slope (+33 ms at initial contact at +10°, −19 ms at −10°, one man).
 */
export const initialContactCorrection: ContactCorrection = {
  force: { constantS: -0.02409, perFallTime: -1.495 },
  pelvis: {
    constantS: -0.08574,
    perLogSpeedS: 0.0475,
    perContact: 0.3213,
    unknownSpeedS: -0.0213,
  },
};
export const toeOffCorrection: ContactCorrection = {
  force: { constantS: 0.02801, perFallTime: 2.875 },
  pelvis: {
    constantS: 0.07544,
    perLogSpeedS: -0.0621,
    perContact: -0.2578,
    unknownSpeedS: 0.0208,
  },
};

/** The middle of the runners' fall times, also taken where none has been measured yet, s. */
export const middleFallTimeS = 0.0165;

/** Fall times (trial means were 10 to 24 ms) and speeds up to which a fit is extrapolated. */
const fitted = {
  fallTimeS: { min: 0.008, max: 0.028 },
  speedMPerS: { min: 2, max: 5.5 },
} as const;

/** Speed at which the logarithm is zero, m/s. */
const middleSpeedMPerS = 3;

/** Time between the pelvis' crossings where no step has been measured yet, s: the five runners' mean. */
const middlePelvisContactS = 0.182;

/**
 * How far each way of timing can be trusted, by what it leaves of a mean stance time in runners that were not fitted
 * (`fit-contact-timing.ts`).
 */
const confidences = {
  /** 4.5 ms RMS, up to 15. */
  bothThighs: 1,
  /** 6 ms, up to 16; but differences between left and right are read half as large as they are. */
  oneThigh: 0.7,
  /** 10 ms, up to 35. */
  pelvis: 0.7,
  /** 25 ms, up to 42: enough for step times and differences between the sides. */
  pelvisUnknownSpeed: 0.6,
  /** One event whose runner is taken for the middle one: up to 12 ms off. */
  firstStep: 0.6,
} as const;

function within(value: number, { min, max }: { readonly min: number; readonly max: number }) {
  return Math.min(max, Math.max(min, value));
}

/** Offset of the crossing of the mixed force, event − crossing, s. */
export function forceOffsetS(correction: ForceCorrection, fallTimeS: number): number {
  const known = Number.isNaN(fallTimeS) ? middleFallTimeS : fallTimeS;
  const beyond = within(known, fitted.fallTimeS) - middleFallTimeS;
  return correction.constantS + correction.perFallTime * beyond;
}

/** Natural logarithm of the speed (null or NaN: not known) over 3 m/s, within the speeds that were fitted. */
export function logSpeed(beltSpeedMPerS: number | null): number {
  return Math.log(within(beltSpeedMPerS ?? Number.NaN, fitted.speedMPerS) / middleSpeedMPerS);
}

/** Offset of the crossing of the pelvis' force, event − crossing, s. */
export function pelvisOffsetS(
  correction: PelvisCorrection,
  pelvisContactS: number,
  beltSpeedMPerS: number | null,
): number {
  const logarithm = logSpeed(beltSpeedMPerS);
  if (Number.isNaN(logarithm)) return correction.unknownSpeedS;
  const contactS = Number.isNaN(pelvisContactS) ? middlePelvisContactS : pelvisContactS;
  return (
    correction.constantS + correction.perLogSpeedS * logarithm + correction.perContact * contactS
  );
}

/**
 * out = time, method and confidence of an event: from the mixed force of pelvis and thighs where that was measured, which
 * needs no speed; else from the pelvis' alone.
 * @param beltSpeedMPerS running speed; null where it is not known.
 */
export function contactTime(
  out: ContactTime,
  measurement: ContactMeasurement,
  correction: ContactCorrection,
  beltSpeedMPerS: number | null,
): ContactTime {
  const { thighs, forceS, fallTimeS, pelvisS, pelvisContactS } = measurement;
  if (thighs > 0 && !Number.isNaN(forceS)) {
    const both = thighs === 2;
    out.timeS = forceS + forceOffsetS(correction.force, fallTimeS);
    out.method = both ? "pelvis-thigh-force" : "pelvis-one-thigh-force";
    out.confidence = both ? confidences.bothThighs : confidences.oneThigh;
    if (Number.isNaN(fallTimeS)) out.confidence = confidences.firstStep;
    return out;
  }
  const speedKnown = !Number.isNaN(logSpeed(beltSpeedMPerS));
  out.timeS = pelvisS + pelvisOffsetS(correction.pelvis, pelvisContactS, beltSpeedMPerS);
  out.method = "pelvis-vertical-crossing";
  out.confidence = speedKnown ? confidences.pelvis : confidences.pelvisUnknownSpeed;
  if (speedKnown && Number.isNaN(pelvisContactS)) out.confidence = confidences.firstStep;
  return out;
}
