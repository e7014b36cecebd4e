import { fileURLToPath } from "node:url";
import type { CommandContext, CommandOutput } from "../config/command-context.ts";
import { UserError } from "../config/user-error.ts";
import type { SessionHeader } from "../model/session-header.ts";
import { openSession, type SessionReader } from "../recording/session-reader.ts";
import { type RunningServer, startServer } from "../server/start-server.ts";
import { replayTransport } from "../transport/replay/replay-transport.ts";
import { podText, silenceText } from "./pod-outcome.ts";
import { printStatistics, progressText } from "./replay-text.ts";
import { Session } from "./session.ts";
import { SessionRecording } from "./session-recording.ts";
import { SessionStatistics } from "./session-statistics.ts";
import { clockText } from "./text-table.ts";
import { userFacing } from "./user-facing-error.ts";
import { placementText } from "./words.ts";

/** Port of the dashboard where none is asked for. */
export const defaultPort = 8080;

/** Address listened on where none is asked for: this machine only. */
export const defaultHost = "127.0.0.1";

/**
 * Bounds of the playback speed, in multiples of real time. Slower, a wait would outlast what a timer
 * can count; faster is as fast as possible, which has a name of its own.
 */
export const slowestSpeed = 0.01;
export const fastestSpeed = 1000;

export interface ReplayOptions {
  /** Session file; null = the recording that comes with Hipline. */
  readonly file: string | null;
  /** Port asked for, 0 = any free one; null = `defaultPort`, or the next free one where it is taken. */
  readonly port: number | null;
  readonly host: string;
  /** Playback speed, 1 = real time; null = as fast as possible. */
  readonly speed: number | null;
  /** End the process when the recording ends instead of serving its last state. */
  readonly exitAtEnd: boolean;
  /** Session file to write raw data and derived output to; null = none. */
  readonly recordFile: string | null;
  /** Replace `recordFile` where it exists. */
  readonly overwrite: boolean;
  /** Serve dashboard and stream; false = only run (and record). */
  readonly serve: boolean;
}

/** The package's folder, seen from src/session and from dist/session alike. */
const packageFile = (path: string): string =>
  fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What is played where no file is named. */
const shippedRecording = "fixtures/runner-18.mcap";

/**
 * Replays a session file; returns the process' exit code: 1 where the file was cut off, a pod of the
 * session sent nothing or was silent at the end, or not everything could be recorded, although
 * everything that could be shown was shown.
 */
export async function runReplay(options: ReplayOptions, context: CommandContext): Promise<number> {
  try {
    const reader = await openSession(options.file ?? packageFile(shippedRecording));
    try {
      checkTopology(reader.path, reader.header);
      return await replay(reader, options, context);
    } finally {
      await reader.close();
    }
  } catch (error) {
    throw userFacing(error);
  }
}

/** @throws UserError where the session has no pelvis pod, on which every derived value rests. */
function checkTopology(path: string, header: SessionHeader): void {
  if (header.pods.some((pod) => pod.placement === "pelvis")) return;
  const found = header.pods.map((pod) => placementText(pod.placement)).join(", ");
  throw new UserError(`${path}: the session has no pelvis pod, only ${found}`, {
    hint: "Angles and stance times rest on the pelvis pod. `hipline inspect` shows what is in the file.",
  });
}

async function replay(
  reader: SessionReader,
  options: ReplayOptions,
  context: CommandContext,
): Promise<number> {
  const { output, signal } = context;
  let problems = 0;
  const complain = (line: string): void => {
    problems += 1;
    output.note(line);
  };
  if (reader.recovery !== null) {
    const { truncatedAtByte } = reader.recovery;
    const readable = clockText(reader.durationS);
    complain(`${reader.path}: cut off at byte ${truncatedAtByte}; readable up to ${readable}`);
  }
  const session: Session = new Session(
    replayTransport(reader, options.speed, () => session.recorded()),
  );
  const statistics = new SessionStatistics(reader.header.pods);
  let server: RunningServer | null = null;
  let recording: SessionRecording | null = null;
  try {
    // Listening comes first: a port that is taken must not leave an empty recording behind.
    if (options.serve) server = await serve(session, reader, options, context);
    if (options.recordFile !== null) {
      const { recordFile: path, overwrite } = options;
      recording = await SessionRecording.start(session, { path, overwrite, reader, complain });
    }
    if (server !== null) announce(server, options, output);
    output.print(`Replaying ${reader.header.title} (${clockText(reader.durationS)})`);
    await play(session, reader, statistics, context);
    output.progress(null);
    printStatistics(output, statistics, session.sessionTimeS);
    for (const pod of statistics.pods) {
      // A user who ends the replay early has not given every pod the time to begin.
      if (signal.aborted && pod.state?.liveness !== "silent") continue;
      const silence = silenceText(pod, session.sessionTimeS);
      const { podId } = pod.pod;
      if (silence !== null) complain(`${reader.path}: the ${podText(pod)} (${podId}) ${silence}`);
    }
    const recorded = (await recording?.finish(signal.aborted)) ?? null;
    if (recorded !== null) output.print(recorded);
    if (server !== null && !options.exitAtEnd && !signal.aborted) {
      output.print(
        "The recording has ended; the dashboard keeps its last state. Ctrl-C ends Hipline.",
      );
      await new Promise<void>((resolve) =>
        signal.addEventListener("abort", () => resolve(), { once: true }),
      );
    }
  } finally {
    await server?.close();
    await recording?.close();
  }
  return problems === 0 ? 0 : 1;
}

function serve(
  session: Session,
  reader: SessionReader,
  options: ReplayOptions,
  { version }: CommandContext,
): Promise<RunningServer> {
  return startServer({
    host: options.host,
    port: options.port ?? defaultPort,
    portIsExplicit: options.port !== null,
    dashboardDir: packageFile("dist/dashboard"),
    version,
    session: {
      header: session.header,
      playback: { mode: "replay", speed: options.speed, durationS: reader.durationS },
      outputs: session.outputs,
      sessionTimeS: () => session.sessionTimeS,
      requestCalibration: (podIds) => session.requestCalibration(podIds),
    },
  }).catch((error: unknown) => {
    // Listening fails for reasons the user can change: a port in use, an address that is not ours.
    throw new UserError((error as Error).message, { cause: error });
  });
}

function announce(server: RunningServer, options: ReplayOptions, output: CommandOutput): void {
  if (options.port === null && server.port !== defaultPort) {
    output.note(`Port ${defaultPort} is in use, using ${server.port}.`);
  }
  if (server.isOpenToNetwork) {
    output.note(
      "Open to the network: whoever has the address can watch, and the connection is not encrypted.",
    );
  }
  output.print(`Dashboard: ${server.url}`);
}

/** Runs the session to its end or to the user's Ctrl-C. */
function play(
  session: Session,
  reader: SessionReader,
  statistics: SessionStatistics,
  { output, signal }: CommandContext,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    session.outputs.subscribe({
      next: (value) => {
        statistics.take(value);
        if (value.kind === "podState" || value.kind === "cadence") {
          output.progress(progressText(session.sessionTimeS, reader.durationS, statistics));
        }
      },
      error: reject,
      complete: resolve,
    });
    const running = session.start();
    const stop = (): void => {
      running.unsubscribe();
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
