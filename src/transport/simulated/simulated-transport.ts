import { type PacingOptions, pacedEvents } from "../paced-events.ts";
import type { PodTransport } from "../pod-transport.ts";
import type { Simulation } from "./simulation.ts";

/**
 * Plays a simulation as if its pods were on the air.
 * @throws RangeError where the speed is not a positive number.
 */
export function simulatedTransport(simulation: Simulation, pacing: PacingOptions): PodTransport {
  return { header: simulation.header, events: pacedEvents(() => simulation.events(), pacing) };
}
