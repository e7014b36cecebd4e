import { fileURLToPath } from "node:url";
import type { CommandContext, CommandOutput } from "../config/command-context.ts";
import { UserError } from "../config/user-error.ts";
import type { SessionHeader } from "../model/session-header.ts";
import { openSession, type SessionReader } from "../recording/session-reader.ts";
import { SessionWriter } from "../recording/session-writer.ts";
import { type RunningServer, startServer } from "../server/start-server.ts";
import { replayTransport } from "../transport/replay/replay-transport.ts";
import { printStatistics, progressText } from "./replay-text.ts";
import { Session } from "./session.ts";
import { SessionStatistics } from "./session-statistics.ts";
import { clockText } from "./text-table.ts";
import { userFacing } from "./user-facing-error.ts";

/** Port of the dashboard where none is asked for. */
export const defaultPort = 8080;

/** Address listened on where none is asked for: this machine only. */
export const defaultHost = "127.0.0.1";

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
 * session is not in it, or recording failed, although everything that could be shown was shown.
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
  const found = header.pods.map((pod) => pod.placement).join(", ");
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
  const problems: string[] = [];
  if (reader.recovery !== null) {
    problems.push(
      `${reader.path}: cut off at byte ${reader.recovery.truncatedAtByte}; ` +
        `readable up to ${clockText(reader.durationS)}`,
    );
    output.note(problems[0] as string);
  }
  const recorder =
    options.recordFile === null
      ? null
      : await SessionWriter.create(options.recordFile, reader.header);
  const session = new Session(replayTransport(reader, options.speed), recorder, (error) => {
    problems.push(`recording stopped: ${(error as Error).message}`);
    output.note(problems.at(-1) as string);
  });
  const statistics = new SessionStatistics();
  let server: RunningServer | null = null;
  try {
    if (options.serve) {
      server = await serve(session, reader, options, context);
      output.print(`Dashboard: ${server.url}`);
    }
    output.print(`Replaying ${reader.header.title} (${clockText(reader.durationS)})`);
    await play(session, reader, statistics, context);
    output.progress(null);
    printStatistics(output, statistics);
    problems.push(...silentPods(reader, statistics, signal, output));
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
    await recorder?.close();
  }
  return problems.length === 0 ? 0 : 1;
}

function serve(
  session: Session,
  reader: SessionReader,
  options: ReplayOptions,
  context: CommandContext,
): Promise<RunningServer> {
  return startServer({
    host: options.host,
    port: options.port ?? defaultPort,
    portIsExplicit: options.port !== null,
    dashboardDir: packageFile("dist/dashboard"),
    version: context.version,
    session: {
      header: session.header,
      playback: { mode: "replay", speed: options.speed, durationS: reader.durationS },
      outputs: session.outputs,
      sessionTimeS: () => session.sessionTimeS,
    },
  }).catch((error: unknown) => {
    // Listening fails for reasons the user can change: a port in use, an address that is not ours.
    throw new UserError((error as Error).message, { cause: error });
  });
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
          output.progress(progressText(session.sessionTimeS, reader.durationS, value, statistics));
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

/** Pods of the header that the file holds nothing of; not judged where the user ended the replay early. */
function silentPods(
  reader: SessionReader,
  statistics: SessionStatistics,
  signal: AbortSignal,
  output: CommandOutput,
): string[] {
  if (signal.aborted) return [];
  const sent = new Set(
    statistics.pods.filter((pod) => pod.receivedSamples > 0).map((pod) => pod.podId),
  );
  const missing = reader.header.pods.filter((pod) => !sent.has(pod.podId));
  return missing.map((pod) => {
    const line = `${reader.path}: the ${pod.placement} pod (${pod.podId}) sent nothing`;
    output.note(line);
    return line;
  });
}
