import type { Observable } from "rxjs";
import type { SessionHeader } from "../model/session-header.ts";
import type { TransportEvent } from "../model/transport-event.ts";

/**
 * Where raw notifications come from: a radio, a recording, a simulated runner. Everything after it
 * is the same code.
 */
export interface PodTransport {
  /** What is known about the session before its first event. */
  readonly header: SessionHeader;
  /**
   * Cold: subscribing starts the transport, unsubscribing stops it. Events come in the order of
   * arrivalTimeS. Completion means the session is over; an error means that it cannot go on.
   */
  readonly events: Observable<TransportEvent>;
}
