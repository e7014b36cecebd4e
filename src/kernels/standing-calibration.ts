import type { Placement } from "../model/pod.ts";
import type { Quaternion } from "./quaternion.ts";
import { quaternionFromColumns } from "./quaternion.ts";
import { angleBetween3, cross3, dot3, normalize3 } from "./vector3.ts";

/**
 * The runner's right in pod axes at nominal mounting (x up along the case arrow, z out of the body,
 * y = z × x): a sacral pod faces backward, so its y points left; a thigh pod faces sideways.
 */
const nominalRight: Readonly<Record<Placement, readonly [number, number, number]>> = {
  pelvis: [0, -1, 0],
  leftThigh: [0, 0, -1],
  rightThigh: [0, 0, 1],
};

/** A pod mounted further off than this is not strapped as its placement says, rad. */
const crookedRad = (35 * Math.PI) / 180;
const upsideDownRad = (120 * Math.PI) / 180;

/**
 * Standard deviation of the vertical that an accelerometer's own offset leaves, rad: 15 mg, typical of consumer MEMS
 * after soldering.
 */
const offsetSigmaRad = 0.015;

/** Sway of a standing person is as good as independent after this time, s: its power lies below 1 Hz. */
const swayMemoryS = 1;

/**
 * Standard deviation of the vertical found in a quiet stretch, rad: the accelerometer's offset and the body's sway. How upright
 * the runner stands is not in it.
 * @param sum sum of the specific force in pod axes over the stretch.
 * @param sumOfSquares the same of its three components' squares.
 * @param count samples in it.
 * @param durationS its length, s.
 */
export function standingSigmaRad(
  sum: Float64Array,
  sumOfSquares: number,
  count: number,
  durationS: number,
): number {
  const meanSquare = dot3(sum, sum) / count ** 2;
  const variance = Math.max(0, sumOfSquares / count - meanSquare) / meanSquare;
  return Math.sqrt(offsetSigmaRad ** 2 + variance / Math.max(1, durationS / swayMemoryS));
}

export interface StandingResult {
  readonly verdict: "good" | "crooked" | "upside-down";
  /** Angle between the case's x axis and the vertical, rad. */
  readonly mountingTiltRad: number;
  /** Segment axes (X anterior, Y up, Z right, ISB) from pod axes; only meaningful for "good". */
  readonly segmentFromPod: Quaternion;
}

/**
 * Mounting of one pod from the mean specific force of quiet standing: Y of the segment is the
 * vertical, Z the nominal right made perpendicular to it. Standing is thereby the zero of tilt and
 * obliquity; the anatomical offset stays unknown. An error of the strap about the vertical is not
 * seen here.
 * @param meanForce mean specific force in pod axes; only its direction counts.
 * @throws RangeError where the mean force is zero.
 */
export function calibrateStanding(placement: Placement, meanForce: Float64Array): StandingResult {
  const up = meanForce.slice(0, 3);
  if (!(normalize3(up) > 0)) throw new RangeError("standing calibration without specific force");
  const mountingTiltRad = angleBetween3(up, Float64Array.of(1, 0, 0));
  const right = Float64Array.from(nominalRight[placement]);
  const along = dot3(right, up);
  for (let i = 0; i < 3; i++) right[i] = (right[i] as number) - along * (up[i] as number);
  // The rotation's columns are the pod axes in the segment: the rows of [anterior, up, right].
  const segmentFromPod = Float64Array.of(1, 0, 0, 0);
  if (normalize3(right) > 1e-6) {
    const anterior = cross3(new Float64Array(3), up, right);
    const column = (i: number) =>
      Float64Array.of(anterior[i] as number, up[i] as number, right[i] as number);
    quaternionFromColumns(segmentFromPod, column(0), column(1), column(2));
  }
  let verdict: StandingResult["verdict"] = "good";
  if (mountingTiltRad > upsideDownRad) verdict = "upside-down";
  else if (mountingTiltRad > crookedRad) verdict = "crooked";
  return { verdict, mountingTiltRad, segmentFromPod };
}
