import { rm, stat } from "node:fs/promises";
import { createSessionFile } from "./create-session-file.ts";
import type { Session } from "./session.ts";
import { SessionRecorder } from "./session-recorder.ts";
import { clockText } from "./text-table.ts";
import { countText, sizeText } from "./words.ts";

interface RecordingOptions {
  readonly path: string;
  /** Replace the file where it exists. */
  readonly overwrite: boolean;
  /** The file the session is replayed from, which must not be replaced; null = none. */
  readonly file: string | null;
  /** Takes one line on everything that keeps the recording from being complete. */
  readonly complain: (line: string) => void;
}

/** The session file that a running session goes to, and what is said about it at the end. */
export class SessionRecording {
  readonly #path: string;
  readonly #session: Session;
  readonly #recorder: SessionRecorder;
  readonly #complain: (line: string) => void;

  private constructor(session: Session, recorder: SessionRecorder, options: RecordingOptions) {
    this.#path = options.path;
    this.#session = session;
    this.#recorder = recorder;
    this.#complain = options.complain;
  }

  /**
   * Creates the file and has `session`, which must not have started, record to it.
   * @throws UserError, SessionFileError where the file cannot be created.
   */
  static async start(session: Session, options: RecordingOptions): Promise<SessionRecording> {
    const { path, overwrite, file: source, complain } = options;
    const writer = await createSessionFile(path, session.header, { overwrite, source });
    const recorder = new SessionRecorder(writer, (error) => {
      const atS = clockText(session.sessionTimeS);
      complain(`recording stopped at ${atS}: ${error.message}`);
    });
    session.recordTo(recorder);
    return new SessionRecording(session, recorder, options);
  }

  /**
   * Closes the file and returns one line on what it holds, or null where it could not be written.
   * @param early whether the session was ended before its end.
   */
  async finish(early: boolean): Promise<string | null> {
    await this.close();
    const { skipped, stopped } = this.#recorder;
    if (skipped !== null) {
      const { count, first } = skipped;
      this.#complain(
        `${this.#path}: ${countText(count, "message")} could not be recorded: ${first.message}`,
      );
    }
    if (stopped) return null;
    const { size } = await stat(this.#path);
    const until = early ? `: the session up to ${clockText(this.#session.sessionTimeS)}` : "";
    return `Recorded to ${this.#path} (${sizeText(size)})${until}`;
  }

  /** Closes the file; a second call does nothing more. */
  close(): Promise<void> {
    return this.#recorder.close();
  }

  /** Takes the file away again: nothing has come that it could hold. */
  async discard(): Promise<void> {
    await this.close();
    await rm(this.#path, { force: true });
  }
}
