import { standardGravityMPerS2 as g } from "../../src/model/units.ts";

/** A runner whose features lie where the methods' papers draw them; times from each contact on, s. */
export const modelRunner = {
  stepTimeS: 0.36,
  stanceTimeS: 0.24,
  /** Braking spike of the forward force. */
  brakingS: 0.03,
  /** The forward force's peak before the spike. */
  beforeBrakingS: -0.02,
  /** The forward force's second, lower trough. */
  secondTroughS: 0.265,
  /** Trough of the vertical force in flight. */
  flightTroughS: 0.3,
} as const;

const bell = (timeS: number, centreS: number, widthS: number): number =>
  Math.exp(-(((timeS - centreS) / widthS) ** 2) / 2);

/** Level force (forward, right, up) of a run of even steps, m/s²; contacts at every multiple of the step time. */
export function modelForce(timeS: number): Float64Array {
  const { stepTimeS, stanceTimeS, flightTroughS } = modelRunner;
  const { brakingS, beforeBrakingS, secondTroughS } = modelRunner;
  const phaseS = timeS - Math.floor(timeS / stepTimeS) * stepTimeS;
  let forward = 0;
  // Of the steps before and after only the tails reach into this one.
  for (const stepS of [-stepTimeS, 0, stepTimeS]) {
    const since = phaseS - stepS;
    forward += 2.5 * bell(since, beforeBrakingS, 0.01) - 9 * bell(since, brakingS, 0.01);
    forward += 3 * bell(since, 0.17, 0.03) - 4 * bell(since, secondTroughS, 0.015);
  }
  // The impulse of a step carries the weight.
  const peak = ((Math.PI / 2) * g * stepTimeS) / stanceTimeS;
  const support = phaseS < stanceTimeS ? peak * Math.sin((Math.PI * phaseS) / stanceTimeS) : 0;
  const up = support - 1.5 * bell(phaseS, flightTroughS, 0.015);
  return Float64Array.of(forward, 0, up);
}
