import type { Placement, Side } from "../../model/pod.ts";

/** What a pod that were glued to its strap point, along the segment's axes, would feel. Segment axes: X anterior, Y up, Z right (ISB). */
export interface StrapMotion {
  /** Specific force at the strap point in segment axes (standing: +9.81 along Y), m/s². */
  readonly forceMPerS2: Float64Array;
  /** Angular rate of the segment in its own axes, rad/s. */
  readonly rateRadPerS: Float64Array;
  /** Orientation of the segment: quaternion [w, x, y, z] to earth axes (X along the running direction, Y left, Z up). */
  readonly earthFromSegment: Float64Array;
}

/** A strap motion that holds nothing yet. */
export function noStrapMotion(): StrapMotion {
  return {
    forceMPerS2: new Float64Array(3),
    rateRadPerS: new Float64Array(3),
    earthFromSegment: Float64Array.of(1, 0, 0, 0),
  };
}

/** Angles of a body at one instant, degrees; signs as everywhere, zero = the runner's quiet standing. */
export interface TrueAngles {
  readonly timeS: number;
  readonly pelvicTiltDeg: number;
  readonly pelvicObliquityDeg: number;
  readonly pelvicRotationDeg: number;
  readonly leftHipFlexionDeg: number;
  readonly leftHipAdductionDeg: number;
  readonly leftHipInternalRotationDeg: number;
  readonly rightHipFlexionDeg: number;
  readonly rightHipAdductionDeg: number;
  readonly rightHipInternalRotationDeg: number;
}

/** One contact of a foot with the ground. */
export interface TrueStance {
  readonly side: Side;
  readonly gait: "walking" | "running";
  readonly initialContactS: number;
  readonly toeOffS: number;
}

/** A moving body whose motion is known exactly. Times in seconds from the start of the session; any time may be asked for, but not more than 5 s before the latest one. */
export interface BodyMotion {
  /** out = what is felt at the strap point of a segment. */
  strapMotion(out: StrapMotion, placement: Placement, timeS: number): StrapMotion;
  anglesAt(timeS: number): TrueAngles;
  /** Stances whose toe-off lies in [fromS, toS), in the order of their toe-offs. */
  stances(fromS: number, toS: number): readonly TrueStance[];
}
