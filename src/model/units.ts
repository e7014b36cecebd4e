/** Standard gravity, m/s² (CGPM 1901, exact by definition). */
export const standardGravityMPerS2 = 9.80665;

/** km/h in one m/s, exact. */
export const kmHPerMPerS = 3.6;

/** Radians in one degree. */
export const radPerDeg = Math.PI / 180;

/** Degrees in one radian. */
export const degPerRad = 180 / Math.PI;
