import type { Subscription } from "rxjs";
import type { CommandContext, CommandOutput } from "../config/command-context.ts";
import { UserError } from "../config/user-error.ts";
import { type RunningServer, startServer } from "../server/start-server.ts";
import type { HelloMessage } from "../server/wire.ts";
import { packageFile } from "./package-file.ts";
import { podText, silenceText } from "./pod-outcome.ts";
import { defaultPort, type RunOptions } from "./run-options.ts";
import type { Session } from "./session.ts";
import { SessionRecording } from "./session-recording.ts";
import { printStatistics, progressText } from "./session-report.ts";
import { SessionStatistics } from "./session-statistics.ts";

/** Takes one line on something that keeps a session from being complete. */
type Complain = (line: string) => void;

/** A session that has not begun, and how it is spoken of. */
export interface SessionSource {
  readonly session: Session;
  readonly playback: HelloMessage["playback"];
  /** One line on what begins. */
  readonly opening: string;
  /** Stands before what is said about the dashboard and the result, where there are several; null = there is one. */
  readonly name: string | null;
  /** The file it is read from, which must not be replaced; null = none. */
  readonly file: string | null;
  /** Whether a pod that is silent at the end is a problem; false where that may be what was asked for. */
  readonly needsEveryPod: boolean;
  /** What else there is to open before it begins. */
  readonly prepare?: () => Promise<void>;
  /** Takes away again what `prepare` has made, of a session that does not begin after all. */
  readonly discard?: () => Promise<void>;
  /** What else is to be said of the session once it is over. */
  readonly conclude?: (output: CommandOutput, complain: Complain) => Promise<void>;
}

/** What one session of several is run with. */
export type SessionRunOptions = Pick<
  RunOptions,
  "host" | "port" | "recordFile" | "overwrite" | "serve"
>;

/** A session with all that goes along with it: dashboard, recording, statistics. */
export class RunningSession {
  readonly #source: SessionSource;
  readonly #context: CommandContext;
  readonly #statistics: SessionStatistics;
  #server: RunningServer | null = null;
  #recording: SessionRecording | null = null;
  #subscription: Subscription | null = null;
  #problems = 0;

  readonly #complain: Complain = (line) => {
    this.#problems += 1;
    this.#context.output.note(line);
  };

  private constructor(source: SessionSource, context: CommandContext) {
    this.#source = source;
    this.#context = context;
    this.#statistics = new SessionStatistics(source.session.header.pods);
  }

  /**
   * Listens and creates the recording, where they are asked for; nothing runs yet.
   * @throws UserError, SessionFileError where that fails; then nothing stays open, and no file is left behind.
   */
  static async open(
    source: SessionSource,
    options: SessionRunOptions,
    context: CommandContext,
  ): Promise<RunningSession> {
    const running = new RunningSession(source, context);
    try {
      await running.#open(options);
    } catch (error) {
      await running.discard();
      throw error;
    }
    return running;
  }

  /** Whether there is a dashboard to look at. */
  get isServed(): boolean {
    return this.#server !== null;
  }

  /** What kept the session from being all that it should be, so far. */
  get problems(): number {
    return this.#problems;
  }

  /** Runs the session to its end or to the user's Ctrl-C. @param onProgress takes one line on what is going on. */
  play(onProgress: (text: string) => void): Promise<void> {
    const { session, playback } = this.#source;
    const { signal } = this.#context;
    const statistics = this.#statistics;
    return new Promise<void>((resolve, reject) => {
      session.outputs.subscribe({
        next: (value) => {
          statistics.take(value);
          if (value.kind === "podState" || value.kind === "cadence") {
            onProgress(progressText(session.sessionTimeS, playback.durationS, statistics));
          }
        },
        error: reject,
        complete: resolve,
      });
      this.#subscription = session.start();
      const stop = (): void => {
        this.#subscription?.unsubscribe();
        resolve();
      };
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    });
  }

  /** Says what the session came to, and ends the recording. */
  async conclude(): Promise<void> {
    const { output, signal } = this.#context;
    const { session, name, conclude } = this.#source;
    if (name !== null) output.print(`${name}:`);
    printStatistics(output, this.#statistics, session.sessionTimeS);
    await conclude?.(output, this.#complain);
    this.#complainOfSilence();
    const recorded = (await this.#recording?.finish(signal.aborted)) ?? null;
    if (recorded !== null) output.print(recorded);
  }

  /** Ends the session and whatever is open. */
  async close(): Promise<void> {
    this.#subscription?.unsubscribe();
    await this.#server?.close();
    await this.#recording?.close();
  }

  /** The same for a session that has not begun: its files hold nothing, and go. */
  async discard(): Promise<void> {
    await this.close();
    await this.#recording?.discard();
    await this.#source.discard?.();
  }

  async #open(options: SessionRunOptions): Promise<void> {
    const { session, file, opening, prepare } = this.#source;
    const { output } = this.#context;
    // Listening comes first: a port that is taken must not leave an empty recording behind.
    if (options.serve) this.#server = await this.#serve(options);
    if (options.recordFile !== null) {
      const { recordFile: path, overwrite } = options;
      const recording = { path, overwrite, file, complain: this.#complain };
      this.#recording = await SessionRecording.start(session, recording);
    }
    await prepare?.();
    if (this.#server !== null) this.#announce(this.#server, options);
    output.print(opening);
  }

  #serve(options: SessionRunOptions): Promise<RunningServer> {
    const { session, playback } = this.#source;
    return startServer({
      host: options.host,
      port: options.port ?? defaultPort,
      portIsExplicit: options.port !== null,
      dashboardDir: packageFile("dist/dashboard"),
      version: this.#context.version,
      session: {
        header: session.header,
        playback,
        outputs: session.outputs,
        sessionTimeS: () => session.sessionTimeS,
        act: (action) => session.act(action),
      },
    }).catch((error: unknown) => {
      // Listening fails for reasons the user can change: a port in use, an address that is not ours.
      throw new UserError((error as Error).message, { cause: error });
    });
  }

  #announce(server: RunningServer, options: SessionRunOptions): void {
    const { output } = this.#context;
    const { name } = this.#source;
    if (options.port === null && server.port !== defaultPort && name === null) {
      output.note(`Port ${defaultPort} is in use, using ${server.port}.`);
    }
    if (server.isOpenToNetwork) {
      output.note(
        "Open to the network: whoever has the address can watch, and the connection is not encrypted.",
      );
    }
    output.print(`Dashboard${name === null ? "" : ` of ${name}`}: ${server.url}`);
  }

  #complainOfSilence(): void {
    const { session, file, needsEveryPod } = this.#source;
    if (!needsEveryPod) return;
    for (const pod of this.#statistics.pods) {
      // A user who ends the session early has not given every pod the time to begin.
      if (this.#context.signal.aborted && pod.state?.liveness !== "silent") continue;
      const silence = silenceText(pod, session.sessionTimeS);
      if (silence === null) continue;
      const where = file === null ? "" : `${file}: `;
      this.#complain(`${where}the ${podText(pod)} (${pod.pod.podId}) ${silence}`);
    }
  }
}
