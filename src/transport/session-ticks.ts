import type { TickEvent, TransportEvent } from "../model/transport-event.ts";

/** Time passes at least so often a second while a session runs; live transports keep to the same. */
const tickRateHz = 20;

/**
 * The tick with a number, from 0. Ticks are the same at every speed. Divided, not multiplied: their times are then as near to
 * a decimal number as those that a session file gives back.
 */
export function tickEvent(number: number): TickEvent {
  return { kind: "tick", arrivalTimeS: number / tickRateHz };
}

/**
 * A recording's events with the ticks put back in: session files leave them out, but without them
 * nobody would notice that a pod has gone silent.
 * @param endS session time up to which ticks go on after the last event, s.
 */
export async function* withTicks(
  events: AsyncIterable<TransportEvent>,
  endS = 0,
): AsyncGenerator<TransportEvent, void, undefined> {
  let tick = tickEvent(0);
  let number = 0;
  function* ticksUntil(timeS: number): Generator<TickEvent> {
    for (; tick.arrivalTimeS <= timeS; tick = tickEvent(number)) {
      yield tick;
      number += 1;
    }
  }
  for await (const event of events) {
    yield* ticksUntil(event.arrivalTimeS);
    yield event;
  }
  yield* ticksUntil(endS);
}
