import type { Observable } from "rxjs";
import { defaultAlertRules } from "../alerts/default-alert-rules.ts";
import type { CommandOutput } from "../config/command-context.ts";
import { UserError } from "../config/user-error.ts";
import type { SessionHeader } from "../model/session-header.ts";
import type { SessionOutput } from "../model/session-output.ts";
import { SessionFileError } from "../recording/session-file-error.ts";
import { PastSessionTally } from "./past-session-tally.ts";
import { runnerHistory, sessionsToAskAbout } from "./runner-history.ts";
import type { RunnerStore } from "./runner-store.ts";

/** Brings what is known from earlier sessions into a live one, and keeps what later ones need of it. */
export class SessionKeeper {
  /** The session's header, with its history. */
  readonly header: SessionHeader;
  readonly #store: RunnerStore | null;
  readonly #tally: PastSessionTally;

  private constructor(store: RunnerStore | null, header: SessionHeader) {
    this.#store = store;
    this.header = header;
    this.#tally = new PastSessionTally(header);
  }

  /**
   * @param store null = nothing is to be known or kept.
   * @param header of a session that begins now.
   * @throws UserError, SessionFileError where what was kept cannot be read.
   */
  static async open(store: RunnerStore | null, header: SessionHeader): Promise<SessionKeeper> {
    const { startedAt, runner, alertRules } = header;
    if (store === null || startedAt === null) return new SessionKeeper(null, header);
    const history = runnerHistory(await store.sessions(), {
      startedAt,
      affectedSide: runner.affectedSide ?? null,
      rules: alertRules ?? defaultAlertRules,
    });
    return new SessionKeeper(store, { ...header, history });
  }

  /** Call before the session starts. */
  watch(outputs: Observable<SessionOutput>): void {
    outputs.subscribe({
      next: (output) => this.#tally.take(output),
      // Whoever runs the session says so.
      error: () => undefined,
    });
  }

  /**
   * Keeps the session, which has ended, and what was said of the morning after the last one.
   * @returns false where that failed, which is said.
   */
  async keep(output: CommandOutput): Promise<boolean> {
    const store = this.#store;
    if (store === null) return true;
    try {
      const session = this.#tally.session();
      if (session !== null) {
        output.print(`Kept for later sessions: ${await store.keep(session)}`);
      }
      await this.#keepAnswer(store);
      return true;
    } catch (error) {
      if (!(error instanceof UserError || error instanceof SessionFileError)) throw error;
      output.note(error.message);
      return false;
    }
  }

  async #keepAnswer(store: RunnerStore): Promise<void> {
    const { startedAt } = this.header;
    const painNextMorning = this.#tally.painLastMorning;
    if (painNextMorning === null || startedAt === null) return;
    for (const session of sessionsToAskAbout(await store.sessions(), startedAt)) {
      await store.keep({ ...session, painNextMorning });
    }
  }
}
