import { motionChannel } from "./motion-track.ts";

/** Places of the components of a level force. */
export const levelAxis = { forward: 0, right: 1, up: 2 } as const;

/**
 * out = a segment's specific force along forward, right and up, m/s²: level axes in the segment's own
 * heading, whatever its earth frame calls north.
 * @param motion `motionChannels` values of the segment from `offset` on.
 */
export function levelForce(out: Float64Array, motion: Float64Array, offset = 0): Float64Array {
  const q = offset + motionChannel.orientation;
  const w = motion[q] as number;
  const x = motion[q + 1] as number;
  const y = motion[q + 2] as number;
  const z = motion[q + 3] as number;
  // Horizontal part of the segment's right axis in earth axes.
  let rightX = 2 * (x * z + w * y);
  let rightY = 2 * (y * z - w * x);
  const length = Math.hypot(rightX, rightY) || 1;
  rightX /= length;
  rightY /= length;
  const force = offset + motionChannel.force;
  const fx = motion[force] as number;
  const fy = motion[force + 1] as number;
  const fz = motion[force + 2] as number;
  out[levelAxis.forward] = -rightY * fx + rightX * fy;
  out[levelAxis.right] = rightX * fx + rightY * fy;
  out[levelAxis.up] = fz;
  return out;
}
