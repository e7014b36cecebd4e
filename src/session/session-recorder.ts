import type { SessionOutput } from "../model/session-output.ts";
import type { TransportEvent } from "../model/transport-event.ts";
import { SessionFileError } from "../recording/session-file-error.ts";
import type { SessionWriter } from "../recording/session-writer.ts";

/** Messages that could not be recorded while the file itself was fine. */
export interface SkippedMessages {
  readonly count: number;
  readonly first: Error;
}

/**
 * Records a session without ever stopping it: what the runner sees matters more than the file. A
 * message that cannot be encoded (a NaN in it) is left out and counted; only a file that can no longer
 * be written ends the recording.
 */
export class SessionRecorder {
  readonly #writer: SessionWriter;
  readonly #onStopped: (error: SessionFileError) => void;
  #stopped = false;
  #skipped: SkippedMessages | null = null;

  /** @param onStopped called once where the file can no longer be written. */
  constructor(writer: SessionWriter, onStopped: (error: SessionFileError) => void) {
    this.#writer = writer;
    this.#onStopped = onStopped;
  }

  get skipped(): SkippedMessages | null {
    return this.#skipped;
  }

  /** Whether the file could no longer be written. */
  get stopped(): boolean {
    return this.#stopped;
  }

  takeEvent(event: TransportEvent): void {
    if (!this.#stopped) this.#follow(this.#writer.writeEvent(event));
  }

  /** @param timeS session time at which the output came to be. */
  takeOutput(output: SessionOutput, timeS: number): void {
    if (!this.#stopped) this.#follow(this.#writer.writeOutput(output, timeS));
  }

  /** Null while the file keeps up; otherwise resolves when it has caught up, or has failed. */
  caughtUp(): Promise<void> | null {
    return this.#writer.caughtUp();
  }

  /** Ends the file. A failure of the file goes to `onStopped`, not to the caller. */
  async close(): Promise<void> {
    try {
      await this.#writer.close();
    } catch (error) {
      if (!isWriteFailure(error)) throw error;
      this.#stop(error);
    }
  }

  #follow(written: Promise<void>): void {
    written.catch((error: unknown) => {
      if (isWriteFailure(error)) this.#stop(error);
      else {
        const first = error instanceof Error ? error : new Error(String(error));
        this.#skipped = {
          first: this.#skipped?.first ?? first,
          count: (this.#skipped?.count ?? 0) + 1,
        };
      }
    });
  }

  #stop(error: SessionFileError): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#onStopped(error);
  }
}

function isWriteFailure(error: unknown): error is SessionFileError {
  return error instanceof SessionFileError && error.code === "write-failed";
}
