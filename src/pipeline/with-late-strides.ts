import { Observable, type OperatorFunction, Subject } from "rxjs";
import type { PodDescription } from "../model/pod.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { TransportEvent } from "../model/transport-event.ts";
import { LateFeed } from "./late-feed.ts";
import { LateStrides } from "./late-strides.ts";

type Lane = OperatorFunction<TransportEvent, SessionOutput>;

/**
 * The live lane as it is, and beside it a second one that is fed with the same events as they would have come had no radio failed:
 * behind, and with the packets that pods have sent again. Of the second only those strides are told, as late ones, that the live
 * lane has not found, or not whole. After the last event nothing is told any more: a session that ends by itself and one that is
 * ended give the same.
 */
export function withLateStrides(pods: readonly PodDescription[], live: Lane, strides: Lane): Lane {
  return (events) =>
    new Observable((subscriber) => {
      const liveEvents = new Subject<TransportEvent>();
      const laneEvents = new Subject<TransportEvent>();
      const late = new LateStrides();
      const feed = new LateFeed(pods, (gap) => late.takeFilled(gap));
      const fail = (error: unknown): void => subscriber.error(error);
      subscriber.add(
        laneEvents.pipe(strides).subscribe({
          next: (output) => {
            const told = late.takeLane(output);
            if (told !== null) subscriber.next(told);
          },
          error: fail,
        }),
      );
      subscriber.add(
        liveEvents.pipe(live).subscribe({
          next: (output) => {
            late.takeLive(output);
            subscriber.next(output);
          },
          error: fail,
          complete: () => subscriber.complete(),
        }),
      );
      subscriber.add(
        events.subscribe({
          next: (event) => {
            liveEvents.next(event);
            try {
              for (const due of feed.take(event)) laneEvents.next(due);
            } catch (error) {
              fail(error);
            }
          },
          error: fail,
          complete: () => liveEvents.complete(),
        }),
      );
    });
}
