import {
  type Connectable,
  connectable,
  merge,
  type Observable,
  Subject,
  type Subscription,
  tap,
} from "rxjs";
import { defaultAlertRules } from "../alerts/default-alert-rules.ts";
import type { PodId } from "../model/pod.ts";
import type { SessionHeader } from "../model/session-header.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { PersonAction, TransportEvent } from "../model/transport-event.ts";
import { sessionPipeline } from "../pipeline/session-pipeline.ts";
import type { PodTransport } from "../transport/pod-transport.ts";
import { evaluateAlerts } from "./evaluate-alerts.ts";
import type { SessionRecorder } from "./session-recorder.ts";

/**
 * One session from transport to outputs. Subscribe whoever wants the outputs, then start: all of them
 * see every output from the first.
 */
export class Session {
  readonly header: SessionHeader;
  readonly outputs: Observable<SessionOutput>;
  readonly #connectable: Connectable<SessionOutput>;
  /** What people ask for while the session runs; recorded like everything that arrives. */
  readonly #actions = new Subject<TransportEvent>();
  #recorder: SessionRecorder | null = null;
  #sessionTimeS = 0;

  constructor(transport: PodTransport) {
    // A recording keeps the rules it was made with, whatever later versions ship.
    this.header = { alertRules: defaultAlertRules, ...transport.header };
    this.#connectable = connectable(
      // The session is over when its transport is; nothing can be asked for any more then.
      merge(
        transport.events.pipe(tap({ finalize: () => this.#actions.complete() })),
        this.#actions,
      ).pipe(
        tap((event) => {
          this.#sessionTimeS = event.arrivalTimeS;
          this.#recorder?.takeEvent(event);
        }),
        sessionPipeline(this.header),
        evaluateAlerts(this.header),
        tap((output) => this.#recorder?.takeOutput(output, this.#sessionTimeS)),
      ),
    );
    this.outputs = this.#connectable;
  }

  /** Asks for pods to be calibrated anew, at the next quiet standing. */
  requestCalibration(podIds: readonly PodId[]): void {
    this.act({ kind: "calibrationRequest", podIds });
  }

  /**
   * Takes what somebody does at this moment of the session: an entry, a word on an alert, a belt speed. It is recorded, and has its effects in the
   * outputs, like everything that arrives. False where the session does not run: it has not begun, or is over, and nothing is done.
   */
  act(action: PersonAction): boolean {
    if (!this.#actions.observed) return false;
    this.#actions.next({ ...action, arrivalTimeS: this.#sessionTimeS });
    return true;
  }

  /** Session time of the newest event, s. */
  get sessionTimeS(): number {
    return this.#sessionTimeS;
  }

  /** From here on raw events and outputs go to `recorder`, which the caller closes. Call before `start`. */
  recordTo(recorder: SessionRecorder): void {
    this.#recorder = recorder;
  }

  /** Null unless the recording lags behind; then resolves when it has caught up. */
  recorded(): Promise<void> | null {
    return this.#recorder?.caughtUp() ?? null;
  }

  /** Starts the transport. Unsubscribing from what it returns stops it. */
  start(): Subscription {
    return this.#connectable.connect();
  }
}
