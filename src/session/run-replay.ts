import type { CommandContext } from "../config/command-context.ts";
import type { AlertOutput } from "../model/alert-output.ts";
import type { AlertRules } from "../model/alert-rules.ts";
import { openSession, type SessionReader } from "../recording/session-reader.ts";
import { replayTransport } from "../transport/replay/replay-transport.ts";
import { diffAlerts } from "./alert-diff.ts";
import { alertDiffLines } from "./alert-diff-report.ts";
import { alertSpans } from "./alert-tally.ts";
import { checkTopology } from "./check-topology.ts";
import { packageFile } from "./package-file.ts";
import { earlierAlerts } from "./replay-diff.ts";
import { readRules, withRules } from "./rules-file.ts";
import type { RunOptions } from "./run-options.ts";
import { runSessions } from "./run-sessions.ts";
import type { SessionSource } from "./running-session.ts";
import { Session } from "./session.ts";
import { clockText } from "./text-table.ts";
import { userFacing } from "./user-facing-error.ts";

export interface ReplayOptions extends RunOptions {
  /** Session file; null = the recording that comes with Hipline. */
  readonly file: string | null;
}

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
      const rules = options.rulesFile === null ? null : await readRules(options.rulesFile);
      const replay = {
        sources: [replaySource(reader, options.speed, rules, context.signal)],
        flaw: truncationText(reader),
        endText: "The recording has ended",
      };
      return await runSessions(replay, options, context);
    } finally {
      await reader.close();
    }
  } catch (error) {
    throw userFacing(error);
  }
}

/** @param rules to go by instead of the recording's own; what differs is said at the end. */
function replaySource(
  reader: SessionReader,
  speed: number | null,
  rules: AlertRules | null,
  signal: AbortSignal,
): SessionSource {
  const { durationS, header } = reader;
  const { events } = replayTransport(reader, speed, () => session.recorded());
  const session: Session = new Session({ header: withRules(header, rules), events });
  const comparison =
    rules === null ? {} : { conclude: alertComparison(session, reader, rules, signal) };
  return {
    session,
    playback: { mode: "replay", speed, durationS },
    opening: `Replaying ${header.title} (${clockText(durationS)})`,
    name: null,
    file: reader.path,
    needsEveryPod: true,
    ...comparison,
  };
}

/** Says at the end what the new rules have changed. */
function alertComparison(
  session: Session,
  reader: SessionReader,
  rules: AlertRules,
  signal: AbortSignal,
): NonNullable<SessionSource["conclude"]> {
  const alerts: AlertOutput[] = [];
  session.outputs.subscribe({
    next: (output) => {
      if (output.kind === "alert") alerts.push(output);
    },
    // Whoever runs the session says so.
    error: () => undefined,
  });
  return async (output) => {
    if (signal.aborted) {
      output.note("The replay was ended early: its alerts are not compared with the recording's.");
      return;
    }
    output.progress("Comparing alerts");
    const { episodes, source } = await earlierAlerts(reader);
    output.progress(null);
    const diff = diffAlerts(episodes, alertSpans(alerts));
    for (const line of alertDiffLines(diff, source, rules.name)) output.print(line);
  };
}

/** Says up to where a file that was cut off can be read; null where it is whole. */
function truncationText({ path, durationS, recovery }: SessionReader): string | null {
  if (recovery === null) return null;
  const readable = clockText(durationS);
  return `${path}: cut off at byte ${recovery.truncatedAtByte}; readable up to ${readable}`;
}
