import type { TickEvent, TransportEvent } from "../model/transport-event.ts";

/** Time passes at least this often while a session runs, s; live transports keep to the same. */
export const tickPeriodS = 0.05;

/** The tick with a number, from 0. Ticks fall on whole multiples of the period, so they are the same at every speed. */
export function tickEvent(number: number): TickEvent {
  return { kind: "tick", arrivalTimeS: number * tickPeriodS };
}

/**
 * A recording's events with the ticks put back in: session files leave them out, but without them
 * nobody would notice that a pod has gone silent.
 */
export async function* withTicks(
  events: AsyncIterable<TransportEvent>,
): AsyncGenerator<TransportEvent, void, undefined> {
  let next = 0;
  for await (const event of events) {
    for (; next * tickPeriodS <= event.arrivalTimeS; next++) yield tickEvent(next);
    yield event;
  }
}
