import { type Placement, type Side, thighOf } from "../../model/pod.ts";
import { radPerDeg } from "../../model/units.ts";
import type { TrueStance } from "./body-motion.ts";
import type { Jet } from "./gait-phase.ts";
import { axis, type TurningFrame } from "./turning-frame.ts";

/** Ringing of a strapped pod after an impact: frequency and decay as of accelerometers on skin over bone, Hz and 1/s. */
const ringing = { frequencyHz: 22, decayPerS: 45 } as const;
const longestRingingS = 0.3;

/** How much of the impact reaches a pod that is not on the leg that lands. */
const share = { pelvis: 0.6, otherThigh: 0.25 } as const;

/** Harmonics of the stride in which soft tissue wobbles, and their parts. */
const wobbles = [
  { harmonic: 2, part: 0.6 },
  { harmonic: 4, part: 0.4 },
] as const;

/** Second derivative of τ³ e^(−λτ) sin(ωτ): a displacement that sets in without a jump of the acceleration. */
function ringingAcceleration(sinceS: number): number {
  const lambda = ringing.decayPerS;
  const omega = 2 * Math.PI * ringing.frequencyHz;
  const t = sinceS;
  const decay = Math.exp(-lambda * t);
  const f = t ** 3 * decay;
  const f1 = (3 * t ** 2 - lambda * t ** 3) * decay;
  const f2 = (6 * t - 6 * lambda * t ** 2 + lambda ** 2 * t ** 3) * decay;
  const sine = Math.sin(omega * t);
  return f2 * sine + 2 * f1 * omega * Math.cos(omega * t) - f * omega * omega * sine;
}

/** Largest value of it, found once. */
const peak = Math.max(
  ...Array.from({ length: 600 }, (_, i) => Math.abs(ringingAcceleration(i / 4000))),
);

/**
 * Acceleration of a pod that rings after the contacts of feet, m/s² along the vertical.
 * @param impactMPerS2 its peak on the thigh of the leg that lands.
 */
export function ringingAt(
  placement: Placement,
  timeS: number,
  stances: readonly TrueStance[],
  impactMPerS2: number,
): number {
  let sum = 0;
  for (let i = stances.length - 1; i >= 0; i--) {
    const { side, initialContactS } = stances[i] as TrueStance;
    const sinceS = timeS - initialContactS;
    if (sinceS > longestRingingS) break;
    if (sinceS <= 0) continue;
    sum += shareOf(placement, side) * ringingAcceleration(sinceS);
  }
  return (impactMPerS2 / peak) * sum;
}

function shareOf(placement: Placement, side: Side): number {
  if (placement === "pelvis") return share.pelvis;
  return placement === thighOf[side] ? 1 : share.otherThigh;
}

/**
 * Turns a segment's frame on as soft tissue turns a pod on it.
 * @param wobbleDeg largest turn, degrees, while moving.
 * @param moving how much of the body's motion is gait, 0 … 1, and its rate.
 */
export function wobble(
  frame: TurningFrame,
  phase: Readonly<Jet>,
  wobbleDeg: number,
  moving: Readonly<Jet>,
): void {
  let angle = 0;
  let rate = 0;
  for (const { harmonic, part } of wobbles) {
    const turns = 2 * Math.PI * harmonic;
    angle += part * Math.sin(turns * phase[0]);
    rate += part * turns * phase[1] * Math.cos(turns * phase[0]);
  }
  const size = wobbleDeg * radPerDeg;
  const turnRad = size * moving[0] * angle;
  const turnRate = size * (moving[0] * rate + moving[1] * angle);
  frame.turn(axis.z, turnRad, turnRate);
  frame.turn(axis.x, 0.5 * turnRad, 0.5 * turnRate);
}
