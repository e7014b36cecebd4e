import { motionChannels } from "../../src/kernels/motion-track.ts";
import { normalizeQuaternion } from "../../src/kernels/quaternion.ts";
import { standardGravityMPerS2 as g, radPerDeg } from "../../src/model/units.ts";
import type { InputRange, Reading } from "./kernel-contract.ts";

export const periodS = 1 / 200;

/** Specific force along one axis of an accelerometer of ±16 g, m/s². */
export const force: InputRange = { min: -16 * g, max: 16 * g, typical: [-0.5 * g, 2.5 * g] };

/** Angular rate about one axis of a gyroscope of ±2000 °/s, rad/s. */
export const rate: InputRange = { min: -2000 * radPerDeg, max: 2000 * radPerDeg, typical: [-6, 6] };

/** Magnetic field along one axis, µT. */
export const field: InputRange = { min: -1300, max: 1300, typical: [15, 40] };

/** An element of a quaternion before it is scaled to unit length. */
export const element: InputRange = { min: -1, max: 1, typical: [-0.3, 1] };

/** How far an instant is off its place on a grid, in parts of the spacing. */
export const jitter: InputRange = { min: -0.4, max: 0.4, typical: [-0.1, 0.1] };

export const motion: readonly InputRange[] = [
  ...Array<InputRange>(4).fill(element),
  ...Array<InputRange>(3).fill(force),
  ...Array<InputRange>(3).fill(rate),
];

/** Values of one motion sample, with a unit quaternion at its front. */
export function unitMotion(values: Float64Array, offset = 0): Float64Array {
  const sample = values.slice(offset, offset + motionChannels);
  const q = sample.subarray(0, 4);
  // Scaling would turn an infinite element into something else; it is to be seen as it is.
  if (q.every(Number.isFinite)) normalizeQuaternion(q, q);
  return sample;
}

export const unknown = (count: number): Reading => Array<null>(count).fill(null);
