import type { BodyMotion } from "../../kernels/simulation/body-motion.ts";
import type { SessionHeader } from "../../model/session-header.ts";
import type { TransportEvent } from "../../model/transport-event.ts";
import { tickEvent, tickPeriodS } from "../session-ticks.ts";
import { scenarioHeader } from "./scenario-header.ts";
import { scenarioMotion } from "./scenario-motion.ts";
import type { Scenario } from "./scenario-schema.ts";

/**
 * A scenario that is played: what its session is called, what arrives, and the truth behind it. The same scenario gives the
 * same bytes; simulations share nothing.
 */
export class Simulation {
  readonly scenario: Scenario;
  readonly header: SessionHeader;
  /**
   * The true motion, for whoever writes it down beside the events. It is the same motion that the pods feel but an object of
   * its own: what is asked of it changes nothing in the events.
   */
  readonly motion: BodyMotion;
  readonly #motionOf: (scenario: Scenario) => BodyMotion;

  /** @param motionOf makes the body that moves; the same motion at every call. */
  constructor(scenario: Scenario, motionOf: (scenario: Scenario) => BodyMotion = scenarioMotion) {
    this.scenario = scenario;
    this.header = scenarioHeader(scenario);
    this.motion = motionOf(scenario);
    this.#motionOf = motionOf;
  }

  /** Everything that arrives, in order of arrival, with a tick every `tickPeriodS`; without end where the scenario has none. Each call begins anew. */
  *events(): Generator<TransportEvent, void, undefined> {
    this.#motionOf(this.scenario);
    const endS = this.scenario.durationS ?? Number.POSITIVE_INFINITY;
    for (let tick = 0; tick * tickPeriodS <= endS; tick++) yield tickEvent(tick);
  }
}
