import { type Connectable, connectable, type Observable, type Subscription, tap } from "rxjs";
import type { SessionHeader } from "../model/session-header.ts";
import type { SessionOutput } from "../model/session-output.ts";
import { sessionPipeline } from "../pipeline/session-pipeline.ts";
import type { SessionWriter } from "../recording/session-writer.ts";
import type { PodTransport } from "../transport/pod-transport.ts";
import { evaluateAlerts } from "./evaluate-alerts.ts";

/**
 * One session from transport to outputs. Subscribe whoever wants the outputs, then start: all of them
 * see every output from the first.
 */
export class Session {
  readonly header: SessionHeader;
  readonly outputs: Observable<SessionOutput>;
  readonly #connectable: Connectable<SessionOutput>;
  readonly #recorder: SessionWriter | null;
  readonly #onRecordingFailed: (error: unknown) => void;
  #sessionTimeS = 0;
  #recording: boolean;

  /**
   * @param recorder gets the raw events and the outputs; the caller closes it.
   * @param onRecordingFailed called once where the recorder can no longer write. The session goes on:
   *   what the runner sees matters more than the file.
   */
  constructor(
    transport: PodTransport,
    recorder: SessionWriter | null = null,
    onRecordingFailed: (error: unknown) => void = () => {},
  ) {
    this.header = transport.header;
    this.#recorder = recorder;
    this.#recording = recorder !== null;
    this.#onRecordingFailed = onRecordingFailed;
    this.#connectable = connectable(
      transport.events.pipe(
        tap((event) => {
          this.#sessionTimeS = event.arrivalTimeS;
          this.#record((writer) => writer.writeEvent(event));
        }),
        sessionPipeline(transport.header),
        evaluateAlerts(),
        tap((output) => this.#record((writer) => writer.writeOutput(output, this.#sessionTimeS))),
      ),
    );
    this.outputs = this.#connectable;
  }

  /** Session time of the newest event, s. */
  get sessionTimeS(): number {
    return this.#sessionTimeS;
  }

  /** Starts the transport. Unsubscribing from what it returns stops it. */
  start(): Subscription {
    return this.#connectable.connect();
  }

  #record(write: (writer: SessionWriter) => Promise<void>): void {
    if (!this.#recording || this.#recorder === null) return;
    write(this.#recorder).catch((error: unknown) => {
      if (!this.#recording) return;
      this.#recording = false;
      this.#onRecordingFailed(error);
    });
  }
}
