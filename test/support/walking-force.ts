import { standardGravityMPerS2 as g } from "../../src/model/units.ts";

/** Vertical specific force of an ideal walker; there is no recorded walk among the reference data. */
export interface WalkingForce {
  readonly cadenceSpm: number;
  /** Standard deviation of the force, parts of g. */
  readonly deviationG: number;
  /** The second rise of every step, when the foot pushes off, as a part of the first. */
  readonly pushOff: number;
}

/** Difference between left and right steps, parts of the force. */
const unevenness = 0.15;

/** Specific force at a time, m/s². Walking has no flight: the force rises and falls, and never leaves the ground. */
export function walkingForce(
  { cadenceSpm, deviationG, pushOff }: WalkingForce,
  timeS: number,
): number {
  const step = (timeS * cadenceSpm) / 60;
  const scale = deviationG * Math.sqrt(2 / (1 + pushOff ** 2));
  const foot = 1 + unevenness * Math.cos(Math.PI * step);
  const phase = 2 * Math.PI * step;
  return g * (1 + scale * foot * (Math.cos(phase) + pushOff * Math.cos(2 * phase + 1)));
}
