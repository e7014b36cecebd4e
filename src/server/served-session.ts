import type { Observable } from "rxjs";
import type { SessionHeader } from "../model/session-header.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { PersonAction } from "../model/transport-event.ts";
import type { HelloMessage } from "./wire.ts";

/** What the server must know of the session that it shows. */
export interface ServedSession {
  readonly header: SessionHeader;
  readonly playback: HelloMessage["playback"];
  /** Subscribed to exactly once, when the server listens. Completes at the session's end; an error is its failure. */
  readonly outputs: Observable<SessionOutput>;
  /** Session time now, s. */
  readonly sessionTimeS: () => number;
  /** Takes what somebody does at this moment of the session; false where it does not run, and nothing is done. */
  readonly act: (action: PersonAction) => boolean;
}
