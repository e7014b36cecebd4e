import { standardGravityMPerS2 as g } from "../../src/model/units.ts";

/** Vertical specific force of an ideal runner: half-sine stances, free fall in between. */
export interface RunningForce {
  readonly stepTimeS: number;
  readonly stanceTimeS: number;
  /** Time of the first initial contact, s. */
  readonly firstContactS: number;
}

/** Specific force at a time, m/s². Before the first contact the runner stands. */
export function verticalForce(running: RunningForce, timeS: number): number {
  const since = timeS - running.firstContactS;
  if (since < 0) return g;
  const phase = since % running.stepTimeS;
  if (phase >= running.stanceTimeS) return 0;
  // The impulse of a step must carry the weight: the mean of the force over a step is 1 g.
  const peak = ((Math.PI / 2) * g * running.stepTimeS) / running.stanceTimeS;
  return peak * Math.sin((Math.PI * phase) / running.stanceTimeS);
}
