import { radPerDeg, standardGravityMPerS2 } from "../model/units.ts";

/** Raw values per half range: a range of ± R is spread over −32768 … 32767. */
const halfScale = 32_768;

/** m/s² per LSB of an accelerometer with the full scale ± accRangeG. */
export function accLsbMPerS2(accRangeG: number): number {
  return (accRangeG / halfScale) * standardGravityMPerS2;
}

/** rad/s per LSB of a gyroscope with the full scale ± gyrRangeDegPerS. */
export function gyrLsbRadPerS(gyrRangeDegPerS: number): number {
  return (gyrRangeDegPerS / halfScale) * radPerDeg;
}
