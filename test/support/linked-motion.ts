import { motionChannel, motionChannels } from "../../src/kernels/motion-track.ts";
import { verticalForce } from "./running-force.ts";

const running = { stepTimeS: 0.36, stanceTimeS: 0.24, firstContactS: 0 };

/** Where a pod lies as seen from the hip, in the segment's anterior and upward direction, m. */
export interface PodArm {
  readonly anteriorM: number;
  readonly upM: number;
}

/** Turn of a segment about its medio-lateral axis at a time, rad. */
type Turn = (timeS: number) => number;

const strideRadPerS = (2 * Math.PI) / 0.72;
const pelvisTurn: Turn = (t) => 0.06 * Math.sin(2 * strideRadPerS * t + 0.4);
/** Not alike in both halves of the swing, as in running. */
const thighTurn: Turn = (t) =>
  0.55 * Math.sin(strideRadPerS * t) + 0.12 * Math.sin(2 * strideRadPerS * t + 1);

/** The motion that a pod on a segment of a runner's hip reads: `motionChannels` values. */
function podMotion(timeS: number, turn: Turn, { anteriorM, upM }: PodArm): Float64Array {
  const angle = turn(timeS);
  const motion = new Float64Array(motionChannels);
  // Upright (segment Y onto earth Z), then turned about its own Z.
  const [cos, sin] = [Math.SQRT1_2 * Math.cos(angle / 2), Math.SQRT1_2 * Math.sin(angle / 2)];
  motion.set([cos, cos, -sin, sin]);
  const height = (atS: number): number =>
    anteriorM * Math.sin(turn(atS)) + upM * Math.cos(turn(atS));
  const h = 1e-3;
  const rise = (height(timeS + h) - 2 * height(timeS) + height(timeS - h)) / (h * h);
  motion[motionChannel.force + 2] = verticalForce(running, timeS) + rise;
  return motion;
}

/** Both pods of a runner's hip, the thigh's with a clock that is late. */
export function linkedMotion(
  timeS: number,
  thighLateS: number,
  arms: { readonly pelvis: PodArm; readonly thigh: PodArm },
): { readonly pelvis: Float64Array; readonly thigh: Float64Array } {
  return {
    pelvis: podMotion(timeS, pelvisTurn, arms.pelvis),
    thigh: podMotion(timeS - thighLateS, thighTurn, arms.thigh),
  };
}
