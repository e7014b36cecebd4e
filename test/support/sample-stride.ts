import type { StrideAngleOutput, StrideOutput } from "../../src/model/session-output.ts";

/** The angles of a stride where none of them is known. */
export const unknownStrideAngles = {
  pelvicTiltMeanDeg: null,
  pelvicTiltExcursionDeg: null,
  pelvicObliquityExcursionDeg: null,
  pelvicRotationExcursionDeg: null,
  hipFlexionMaxDeg: null,
  hipFlexionMinDeg: null,
  hipAdductionStanceExcursionDeg: null,
  hipInternalRotationMeanDeg: null,
  hipInternalRotationStanceExcursionDeg: null,
} as const satisfies Partial<StrideOutput>;

/** A stride as the pipeline might give it, for tests that only carry it: 0.7 s long, ending at `timeS`. */
export function sampleStride(
  side: StrideOutput["side"],
  timeS: number,
  changes: Partial<StrideOutput> = {},
): StrideOutput {
  return {
    kind: "stride",
    side,
    timeS,
    initialContactS: timeS - 0.7,
    toeOffS: timeS - 0.45,
    strideTimeS: 0.7,
    stanceTimeS: 0.25,
    swingTimeS: 0.45,
    flightTimeS: 0.1,
    stepTimeS: 0.35,
    dutyFactor: 0.25 / 0.7,
    cadenceSpm: 120 / 0.7,
    pelvicTiltMeanDeg: 12,
    pelvicTiltExcursionDeg: 6,
    pelvicObliquityExcursionDeg: 8,
    pelvicRotationExcursionDeg: 14,
    hipFlexionMaxDeg: 42,
    hipFlexionMinDeg: -8,
    hipAdductionStanceExcursionDeg: 9,
    hipInternalRotationMeanDeg: 1.5,
    hipInternalRotationStanceExcursionDeg: 7,
    clean: true,
    late: false,
    ...changes,
  };
}

/** What an angle over a stride says where it is not known. */
export const unknownAngle = {
  meanDeg: null,
  minDeg: null,
  minAtPct: null,
  maxDeg: null,
  maxAtPct: null,
  excursionDeg: null,
  stanceExcursionDeg: null,
  initialContactDeg: null,
  toeOffDeg: null,
  curveDeg: null,
} as const satisfies Partial<StrideAngleOutput>;

/** One angle over the stride that `sampleStride` makes. */
export function sampleStrideAngle(
  side: StrideAngleOutput["side"],
  timeS: number,
  changes: Partial<StrideAngleOutput> = {},
): StrideAngleOutput {
  return {
    kind: "strideAngle",
    side,
    angle: "hipFlexion",
    timeS,
    initialContactS: timeS - 0.7,
    toeOffS: timeS - 0.45,
    toeOffPct: 100 * (0.25 / 0.7),
    meanDeg: 17,
    minDeg: -8,
    minAtPct: 40,
    maxDeg: 42,
    maxAtPct: 85.5,
    excursionDeg: 50,
    stanceExcursionDeg: 38,
    initialContactDeg: 30,
    toeOffDeg: -7.5,
    curveDeg: Array.from({ length: 101 }, (_, pct) => 30 - pct / 8),
    clean: true,
    late: false,
    absent: null,
    ...changes,
  };
}
