import type { BodyMotion } from "../../kernels/simulation/body-motion.ts";
import { SimulatedRunner } from "../../kernels/simulation/simulated-runner.ts";
import { randomStream } from "./random-streams.ts";
import type { Scenario } from "./scenario-schema.ts";

/** The runner of a scenario; the same one at every call. */
export function scenarioMotion({ runner, stages, compensations, seed }: Scenario): BodyMotion {
  let streams = 0;
  return new SimulatedRunner(runner, stages, compensations, () => {
    streams += 1;
    return randomStream(seed, `runner ${streams}`);
  });
}
