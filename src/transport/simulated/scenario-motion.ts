import type { BodyMotion } from "../../kernels/simulation/body-motion.ts";
import { SimulatedRunner } from "../../kernels/simulation/simulated-runner.ts";
import { randomStream } from "./random-streams.ts";
import type { Scenario } from "./scenario-schema.ts";

/** The body that moves in a scenario; the same motion at every call. */
export function scenarioMotion({ seed, runner, stages, compensations }: Scenario): BodyMotion {
  let streams = 0;
  return new SimulatedRunner(runner, stages, compensations, () => {
    streams += 1;
    return randomStream(seed, `runner ${streams}`);
  });
}
