/** Angles of a stride as the pipeline might give them, for tests that only carry them. */
export const sampleStrideAngles = {
  pelvicTiltMeanDeg: 12,
  pelvicTiltExcursionDeg: 6,
  pelvicObliquityExcursionDeg: 8,
  pelvicRotationExcursionDeg: 14,
  hipFlexionMaxDeg: 42,
  hipFlexionMinDeg: -8,
  hipAdductionStanceExcursionDeg: 9,
  hipInternalRotationMeanDeg: 1.5,
  hipInternalRotationStanceExcursionDeg: 7,
} as const;

/** The same where none of them is known. */
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
} as const;
