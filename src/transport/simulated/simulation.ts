import type { BodyMotion } from "../../kernels/simulation/body-motion.ts";
import type { SessionHeader } from "../../model/session-header.ts";
import type { TransportEvent } from "../../model/transport-event.ts";
import { tickEvent } from "../session-ticks.ts";
import { scenarioHeader } from "./scenario-header.ts";
import { scenarioLink } from "./scenario-link.ts";
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

  /**
   * Everything that arrives, in order of arrival, with a tick every 50 ms; without end where the scenario has none. Each
   * call begins anew.
   */
  *events(): Generator<TransportEvent, void, undefined> {
    const motion = this.#motionOf(this.scenario);
    let seen: TransportEvent[] = plannedEvents(this.scenario);
    const links = this.header.pods.map((pod) =>
      scenarioLink(this.scenario, pod, motion, (event) => seen.push(atWholeMicrosecond(event))),
    );
    const endS = this.scenario.durationS ?? Number.POSITIVE_INFINITY;
    // All pods go from tick to tick together: none may ask for the motion far behind another.
    for (let number = 0; ; number++) {
      const tick = tickEvent(number);
      const untilS = Math.min(tick.arrivalTimeS, endS);
      for (const link of links) link.run(untilS);
      // Stable: events of the same moment stay in the order in which they were made.
      seen.sort((a, b) => a.arrivalTimeS - b.arrivalTimeS);
      // A tick comes before the events of its moment, as in replay.
      const later = seen.findIndex(({ arrivalTimeS }) => arrivalTimeS >= untilS);
      const arrived = later === -1 ? seen : seen.slice(0, later);
      seen = later === -1 ? [] : seen.slice(later);
      yield* arrived;
      if (tick.arrivalTimeS > endS) return;
      yield tick;
    }
  }
}

/** Session files keep times to the nanosecond: a finer one would not come back as it was, and replay another session. */
function atWholeMicrosecond(event: TransportEvent): TransportEvent {
  return { ...event, arrivalTimeS: Math.round(event.arrivalTimeS * 1e6) / 1e6 };
}

/** What the treadmill states and the runner enters, known from the start, in the order of time. */
function plannedEvents({ beltSpeed, stages, entries }: Scenario): TransportEvent[] {
  const speeds = beltSpeed === "unknown" ? [] : stages;
  const events: TransportEvent[] = [
    ...speeds.map(
      ({ atS, speedMPerS }): TransportEvent => ({
        kind: "beltSpeed",
        arrivalTimeS: atS,
        beltSpeedMPerS: speedMPerS,
      }),
    ),
    ...entries.map(
      (entry): TransportEvent => ({
        kind: "entry",
        arrivalTimeS: entry.atS,
        entry: entry.kind,
        painLevel: entry.kind === "pain" ? entry.level : null,
        effortLevel: entry.kind === "effort" ? entry.level : null,
      }),
    ),
  ];
  return events.sort((a, b) => a.arrivalTimeS - b.arrivalTimeS);
}
