import type { Quaternion } from "./quaternion.ts";

/**
 * Angles of a segment against the earth, from earthFromSegment (segment: X anterior, Y up,
 * Z right; earth: Z up), rad.
 */
export interface InclinationAngles {
  /** Rotation about the segment's right axis: pelvis + anterior tilt, thigh + extension (its lower end backward). */
  tiltRad: number;
  /** Elevation of the segment's right axis, + right side up (pelvic obliquity). */
  obliquityRad: number;
  /** Heading of the segment's right axis, counterclockwise from above; its zero is the earth frame's own. */
  headingRad: number;
}

/**
 * Tilt and obliquity as the first two angles from the segment in the Cardan sequence Y-X'-Z''
 * (R. Baker, "Pelvic angles: a mathematically rigorous definition …", Gait & Posture 13, 2001): in
 * this order neither depends on the heading, and a turn towards the left (right side forward) raises it.
 */
export function inclinationAngles(
  out: InclinationAngles,
  earthFromSegment: Quaternion,
  offset = 0,
): InclinationAngles {
  const w = earthFromSegment[offset] as number;
  const x = earthFromSegment[offset + 1] as number;
  const y = earthFromSegment[offset + 2] as number;
  const z = earthFromSegment[offset + 3] as number;
  const anteriorUp = 2 * (x * z - w * y);
  const longUp = 2 * (y * z + w * x);
  const rightX = 2 * (x * z + w * y);
  const rightY = 2 * (y * z - w * x);
  const rightUp = 1 - 2 * (x * x + y * y);
  out.tiltRad = Math.atan2(-anteriorUp, longUp);
  out.obliquityRad = Math.asin(Math.max(-1, Math.min(1, rightUp)));
  out.headingRad = Math.atan2(rightY, rightX);
  return out;
}
