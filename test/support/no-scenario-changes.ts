import type { ScenarioChanges } from "../../src/session/simulation-options.ts";

/** A command line that leaves a scenario as it is. */
export const noScenarioChanges: ScenarioChanges = {
  runningSpeedMPerS: null,
  cadenceSpm: null,
  affectedSide: null,
  compensations: [],
  durationS: null,
  seed: null,
};
