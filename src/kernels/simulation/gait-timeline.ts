import type { Jet } from "./gait-phase.ts";
import type { GaitStage } from "./runner-plan.ts";
import { type RunningCurves, runningCurves } from "./running-curves.ts";
import { SmoothPath } from "./smooth-path.ts";
import { walkingStrideTimeS } from "./walking-curves.ts";

export type Gait = GaitStage["gait"];

/** Passing from one gait into another takes this long, s. */
const gaitChangeS = 1.2;

/** The belt takes up speed and slows down as fast as this, m/s². */
const beltMPerS2 = 0.5;
const shortestSpeedChangeS = 1;

/** Speeds at which the mean runner was measured, m/s. */
const speedsMPerS = runningCurves.map(({ speedMPerS }) => speedMPerS) as [number, number, number];

/** The curves change no more beyond the measured speeds than by this much speed, m/s: a parabola would run away. */
const beyondMPerS = 0.25;

/** out = a speed held near the measured ones: as it is between them, smoothly levelling off beyond. Two derivatives in time. */
function heldSpeed(out: Jet, speed: Readonly<Jet>): Jet {
  const nearest = Math.min(speedsMPerS[2], Math.max(speedsMPerS[0], speed[0]));
  const t = Math.tanh((speed[0] - nearest) / beyondMPerS);
  const slope = 1 - t * t;
  out[0] = nearest + beyondMPerS * t;
  out[2] = slope * speed[2] - (2 * t * slope * speed[1] * speed[1]) / beyondMPerS;
  out[1] = slope * speed[1];
  return out;
}

// Scratch of one synchronous call; never holds anything across calls.
const held: Jet = [0, 0, 0];

/** How much of each of the three measured speeds goes into one speed, with the derivatives in time. */
export type SpeedWeights = readonly [Jet, Jet, Jet];

/**
 * out = weights of a parabola through the three measured speeds; beyond them they soon stay.
 * @param runningSpeed running speed and its derivatives, m/s.
 */
export function speedWeights(out: SpeedWeights, runningSpeed: Readonly<Jet>): SpeedWeights {
  const speed = heldSpeed(held, runningSpeed);
  for (let i = 0; i < 3; i++) {
    const own = speedsMPerS[i] as number;
    const a = speedsMPerS[(i + 1) % 3] as number;
    const b = speedsMPerS[(i + 2) % 3] as number;
    const scale = 1 / ((own - a) * (own - b));
    const slope = scale * (2 * speed[0] - a - b);
    const weight = out[i] as Jet;
    weight[0] = scale * (speed[0] - a) * (speed[0] - b);
    weight[1] = slope * speed[1];
    weight[2] = slope * speed[2] + 2 * scale * speed[1] * speed[1];
  }
  return out;
}

/** out = a number of the mean runner at a speed, and its derivatives in time. */
export function atSpeed(
  out: Jet,
  weights: SpeedWeights,
  value: (curves: RunningCurves) => number,
): Jet {
  out.fill(0);
  for (let i = 0; i < 3; i++) {
    const own = value(runningCurves[i] as RunningCurves);
    const weight = weights[i] as Jet;
    for (let d = 0; d < 3; d++) out[d] = (out[d] as number) + own * (weight[d] as number);
  }
  return out;
}

/** Which gait at which speed, as smooth functions of time. */
export class GaitTimeline {
  /** Share of walking and running in the motion; the rest is standing. */
  readonly walking: SmoothPath;
  readonly running: SmoothPath;
  /** Speed that the walking and the running are made for, m/s. */
  readonly walkingSpeed: SmoothPath;
  readonly runningSpeed: SmoothPath;
  readonly #weights: SpeedWeights = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  readonly #jet: Jet = [0, 0, 0];

  constructor(stages: readonly GaitStage[]) {
    const firstSpeed = (gait: Gait, otherwise: number): number =>
      stages.find((stage) => stage.gait === gait)?.speedMPerS ?? otherwise;
    const first = stages[0];
    this.walking = new SmoothPath(first?.gait === "walking" ? 1 : 0);
    this.running = new SmoothPath(first?.gait === "running" ? 1 : 0);
    this.walkingSpeed = new SmoothPath(firstSpeed("walking", 1.4));
    this.runningSpeed = new SmoothPath(firstSpeed("running", 2.8));
    let before = first;
    for (const stage of stages.slice(1)) {
      this.#add(stage, before?.gait ?? "standing");
      before = stage;
    }
  }

  #add({ gait, atS, speedMPerS }: GaitStage, before: Gait): void {
    const isFree = (path: SmoothPath): boolean => path.endS <= atS;
    const begins = gait !== before && [this.walking, this.running].every(isFree);
    if (gait !== before) {
      this.walking.moveTo(gait === "walking" ? 1 : 0, atS, gaitChangeS);
      this.running.moveTo(gait === "running" ? 1 : 0, atS, gaitChangeS);
    }
    if (gait === "standing") return;
    const speed = gait === "walking" ? this.walkingSpeed : this.runningSpeed;
    const change = Math.abs(speedMPerS - speed.end);
    if (change === 0) return;
    // Somebody who begins to run does so at the new speed: its share begins at nothing. Not so where the stages come so
    // fast that the former one's changes still go on.
    const isAtOnce = begins && isFree(speed);
    const durationS = isAtOnce ? 0 : Math.max(shortestSpeedChangeS, change / beltMPerS2);
    speed.moveTo(speedMPerS, atS, durationS);
  }

  /** The gait that has the greatest share. */
  gaitAt(timeS: number): Gait {
    if (this.running.at(this.#jet, timeS)[0] >= 0.5) return "running";
    if (this.walking.at(this.#jet, timeS)[0] >= 0.5) return "walking";
    return "standing";
  }

  /** A number of the mean runner at the running speed of a moment. */
  runningValue(timeS: number, value: (curves: RunningCurves) => number): number {
    speedWeights(this.#weights, this.runningSpeed.at(this.#jet, timeS));
    return atSpeed(this.#jet, this.#weights, value)[0];
  }

  /** Usual time of a walking stride at a moment, s. */
  walkingStrideTimeS(timeS: number): number {
    return walkingStrideTimeS(this.walkingSpeed.at(this.#jet, timeS)[0]);
  }
}
