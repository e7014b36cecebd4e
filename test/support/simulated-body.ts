import type { TrueStance } from "../../src/kernels/simulation/body-motion.ts";
import type {
  Compensation,
  GaitStage,
  RunnerBody,
} from "../../src/kernels/simulation/runner-plan.ts";
import { SimulatedRunner } from "../../src/kernels/simulation/simulated-runner.ts";
import { seededUniform } from "./random.ts";

/** The mean runner, whose strides are all the same. */
const meanBody: RunnerBody = {
  heightCm: 175,
  cadenceSpm: null,
  variability: 0,
  individuality: 0,
  stanceAsymmetryPct: 0,
  swingPlaneDeg: { left: 0, right: 0 },
  impactMPerS2: 0,
  wobbleDeg: 0,
  fatiguePctPerHour: 0,
};

/** Ten seconds of standing, then running. */
export const standThenRun = (speedMPerS: number): GaitStage[] => [
  { atS: 0, gait: "standing", speedMPerS: 0 },
  { atS: 10, gait: "running", speedMPerS },
];

export function simulatedRunner(
  body: Partial<RunnerBody>,
  stages: readonly GaitStage[],
  compensations: readonly Compensation[] = [],
  seed = 1,
): SimulatedRunner {
  let streams = 0;
  const newRandom = (): (() => number) => seededUniform(1000 * seed + streams++);
  return new SimulatedRunner({ ...meanBody, ...body }, stages, compensations, newRandom);
}

/** All stances that end in a stretch of time, asked for second by second as a session does. */
export function stancesOf(runner: SimulatedRunner, fromS: number, toS: number): TrueStance[] {
  const stances: TrueStance[] = [];
  for (let s = fromS; s < toS; s++) stances.push(...runner.stances(s, Math.min(s + 1, toS)));
  return stances;
}
