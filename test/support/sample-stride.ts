import type { StrideOutput } from "../../src/model/session-output.ts";

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
    ...changes,
  };
}
