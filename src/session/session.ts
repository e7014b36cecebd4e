import {
  type Connectable,
  connectable,
  merge,
  type Observable,
  Subject,
  type Subscription,
  tap,
} from "rxjs";
import type { PodId } from "../model/pod.ts";
import type { SessionHeader } from "../model/session-header.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { CalibrationRequestEvent } from "../model/transport-event.ts";
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
  readonly #requests = new Subject<CalibrationRequestEvent>();
  #recorder: SessionRecorder | null = null;
  #sessionTimeS = 0;

  constructor(transport: PodTransport) {
    this.header = transport.header;
    this.#connectable = connectable(
      // The session is over when its transport is; nothing can be asked for any more then.
      merge(
        transport.events.pipe(tap({ finalize: () => this.#requests.complete() })),
        this.#requests,
      ).pipe(
        tap((event) => {
          this.#sessionTimeS = event.arrivalTimeS;
          this.#recorder?.takeEvent(event);
        }),
        sessionPipeline(transport.header),
        evaluateAlerts(transport.header),
        tap((output) => this.#recorder?.takeOutput(output, this.#sessionTimeS)),
      ),
    );
    this.outputs = this.#connectable;
  }

  /** Asks for pods to be calibrated anew, at the next quiet standing. */
  requestCalibration(podIds: readonly PodId[]): void {
    const arrivalTimeS = this.#sessionTimeS;
    this.#requests.next({ kind: "calibrationRequest", arrivalTimeS, podIds });
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
