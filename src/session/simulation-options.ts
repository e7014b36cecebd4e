import type { Compensation } from "../kernels/simulation/runner-plan.ts";
import type { Side } from "../model/pod.ts";
import { amountProblem, amountUnit } from "../transport/simulated/compensation-schema.ts";
import type { RunOptions } from "./run-options.ts";

export type CompensationKind = Compensation["kind"];

/** Size of a compensation where none is asked for, in its own unit (see Compensation.amount): clear, and not extreme. */
export const usualAmounts: Readonly<Record<CompensationKind, number>> = {
  "stance-shortened": 6,
  "pelvic-tilt": 6,
  "contralateral-drop": 4,
  "hip-rotation-reduced": 40,
};

/** What the amount of a compensation may be; scenario files are held to the very same. */
export const compensationAmounts = { unit: amountUnit, problem: amountProblem } as const;

/** What a simulated runner can do; scenario files are held to the same. */
export const runningSpeedLimitsMPerS = { min: 1.8, max: 5.5 } as const;
export const cadenceLimitsSpm = { min: 120, max: 230 } as const;

/** Each runner takes a share of one processor core, and a port. */
export const mostRunners = 20;

/** A compensation as it is asked for on the command line. */
export interface CompensationRequest {
  readonly kind: CompensationKind;
  /** null = `usualAmounts`. */
  readonly amount: number | null;
  readonly atS: number;
}

/** What is different from the scenario; null = nothing. */
export interface ScenarioChanges {
  /** Speed of every stage of running. */
  readonly runningSpeedMPerS: number | null;
  readonly cadenceSpm: number | null;
  /** The side that hurts, and that compensations spare. */
  readonly affectedSide: Side | null;
  /** Set in besides those of the scenario. */
  readonly compensations: readonly CompensationRequest[];
  readonly durationS: number | "endless" | null;
  readonly seed: number | null;
}

export interface SimulationOptions extends RunOptions {
  /** Name of a shipped scenario, or a scenario file; null = a healthy person stands, walks and runs. */
  readonly scenario: string | null;
  readonly changes: ScenarioChanges;
  /** Name of a plan that comes with Hipline, or a plan file; null = none. */
  readonly plan: string | null;
  /** How many runners at once, each with a seed of its own. */
  readonly runners: number;
  /** File to write the truth to (docs/truth.md); null = none. */
  readonly truthFile: string | null;
}
