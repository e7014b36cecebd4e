/** Spacing to which the ends of the angle axis snap, degrees. */
const stepDeg = 5;

/**
 * Range of an angle axis for the values in view: ends on multiples of 5°, at least 10° wide, so that the
 * axis rests while the runner runs and noise is not blown up to look like movement.
 */
export function angleRange(minDeg: number | null, maxDeg: number | null): [number, number] {
  if (minDeg === null || maxDeg === null) return [-stepDeg, stepDeg];
  let low = Math.floor((minDeg - 0.5) / stepDeg) * stepDeg;
  let high = Math.ceil((maxDeg + 0.5) / stepDeg) * stepDeg;
  if (high - low < 2 * stepDeg) {
    // Widen on the side where the values are closer to the edge.
    if (high - maxDeg < minDeg - low) high += stepDeg;
    else low -= stepDeg;
  }
  return [low, high];
}
