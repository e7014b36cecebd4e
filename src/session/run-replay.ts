import type { CommandContext } from "../config/command-context.ts";
import { openSession, type SessionReader } from "../recording/session-reader.ts";
import { replayTransport } from "../transport/replay/replay-transport.ts";
import { checkTopology } from "./check-topology.ts";
import { packageFile } from "./package-file.ts";
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
      const replay = {
        sources: [replaySource(reader, options.speed)],
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

function replaySource(reader: SessionReader, speed: number | null): SessionSource {
  const { durationS, header } = reader;
  const session: Session = new Session(replayTransport(reader, speed, () => session.recorded()));
  return {
    session,
    playback: { mode: "replay", speed, durationS },
    opening: `Replaying ${header.title} (${clockText(durationS)})`,
    name: null,
    file: reader.path,
    needsEveryPod: true,
  };
}

/** Says up to where a file that was cut off can be read; null where it is whole. */
function truncationText({ path, durationS, recovery }: SessionReader): string | null {
  if (recovery === null) return null;
  const readable = clockText(durationS);
  return `${path}: cut off at byte ${recovery.truncatedAtByte}; readable up to ${readable}`;
}
