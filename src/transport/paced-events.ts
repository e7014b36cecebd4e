import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { Observable } from "rxjs";
import type { TransportEvent } from "../model/transport-event.ts";

/** As fast as possible still lets timers and sockets have a turn after this many events. */
const eventsPerTurn = 512;

/** Waits are at least this long, s: shorter ones cost more than they order. */
const shortestWaitS = 0.004;

/** How a transport that has its events at hand lets them out. */
export interface PacingOptions {
  /** 1 = real time, n = n times as fast, null = as fast as possible. */
  readonly speed: number | null;
  /** Asked now and then whether whoever takes the events needs time, for example for a disk; null = no. */
  readonly whenReady?: () => Promise<void> | null;
}

/**
 * Events at the pace of their arrival times; cold: each subscription begins anew.
 * @param eventsOf makes the events, in the order of arrival.
 * @throws RangeError where the speed is not a positive number.
 */
export function pacedEvents(
  eventsOf: () => AsyncIterable<TransportEvent> | Iterable<TransportEvent>,
  { speed, whenReady = () => null }: PacingOptions,
): Observable<TransportEvent> {
  if (speed !== null && !(speed > 0 && Number.isFinite(speed))) {
    throw new RangeError(`playback speed ${speed}`);
  }
  return new Observable<TransportEvent>((subscriber) => {
    const stopped = new AbortController();
    const pace = speed === null ? yieldingPace() : wallClockPace(speed, stopped.signal);
    const play = async (): Promise<void> => {
      for await (const event of eventsOf()) {
        const wait = pace(event.arrivalTimeS);
        if (wait !== null) await wait;
        const busy = event.kind === "tick" ? whenReady() : null;
        if (busy !== null) await busy;
        if (stopped.signal.aborted) return;
        subscriber.next(event);
      }
      subscriber.complete();
    };
    play().catch((error: unknown) => {
      if (!stopped.signal.aborted) subscriber.error(error);
    });
    return () => stopped.abort();
  });
}

/** What to wait for before the event of that session time; null = nothing. */
type Pace = (eventTimeS: number) => Promise<unknown> | null;

function yieldingPace(): Pace {
  let count = 0;
  return () => {
    count += 1;
    return count % eventsPerTurn === 0 ? nextTurn() : null;
  };
}

function wallClockPace(speed: number, signal: AbortSignal): Pace {
  const startMs = performance.now();
  const whileBehind = yieldingPace();
  return (eventTimeS) => {
    const waitS = eventTimeS / speed - (performance.now() - startMs) / 1000;
    if (waitS < shortestWaitS) return whileBehind(eventTimeS);
    return delay(waitS * 1000, undefined, { signal });
  };
}
