import type { Side } from "../model/pod.ts";
import { conjugateQuaternion, multiplyQuaternions, type Quaternion } from "./quaternion.ts";

/** Angles of one hip, rad; + = flexion, adduction, internal rotation on both sides. */
export interface HipAngles {
  flexionRad: number;
  adductionRad: number;
  internalRotationRad: number;
}

/**
 * Hip angles as the Cardan angles Z-X'-Y'' of the thigh in the pelvis (ISB recommendation, Wu et al.
 * 2002, doi 10.1016/S0021-9290(01)00222-6; segment axes X anterior, Y up, Z right). On the left side
 * the second and third angle change sign, here and nowhere else, so that + means the same movement
 * on both sides. An error of the thigh's frame about its long axis shifts the internal rotation by a
 * constant and touches nothing else.
 */
export function hipAngles(out: HipAngles, pelvisFromThigh: Quaternion, side: Side): HipAngles {
  const w = pelvisFromThigh[0] as number;
  const x = pelvisFromThigh[1] as number;
  const y = pelvisFromThigh[2] as number;
  const z = pelvisFromThigh[3] as number;
  const mirror = side === "left" ? -1 : 1;
  out.flexionRad = Math.atan2(-2 * (x * y - w * z), 1 - 2 * (x * x + z * z));
  out.adductionRad = mirror * Math.asin(Math.max(-1, Math.min(1, 2 * (y * z + w * x))));
  out.internalRotationRad = mirror * Math.atan2(-2 * (x * z - w * y), 1 - 2 * (x * x + y * y));
  return out;
}

/**
 * out = pelvisFromThigh from two orientations whose earth frames differ by a heading.
 * @param headingRad turn about the vertical that takes the thigh's earth frame to the pelvis', rad.
 */
export function pelvisFromThigh(
  out: Quaternion,
  earthFromPelvis: Quaternion,
  earthFromThigh: Quaternion,
  headingRad: number,
): Quaternion {
  const c = Math.cos(headingRad / 2);
  const s = Math.sin(headingRad / 2);
  const w = earthFromThigh[0] as number;
  const x = earthFromThigh[1] as number;
  const y = earthFromThigh[2] as number;
  const z = earthFromThigh[3] as number;
  conjugateQuaternion(pelvisInverse, earthFromPelvis);
  turned[0] = c * w - s * z;
  turned[1] = c * x - s * y;
  turned[2] = c * y + s * x;
  turned[3] = c * z + s * w;
  return multiplyQuaternions(out, pelvisInverse, turned);
}

// Scratch of one synchronous call; never holds anything across calls.
const pelvisInverse = new Float64Array(4);
const turned = new Float64Array(4);
