import type { CommandContext } from "../config/command-context.ts";
import { readTreadmillSession } from "../import/treadmill-session.ts";
import { createSessionFile } from "./create-session-file.ts";
import { clockText } from "./text-table.ts";
import { userFacing } from "./user-facing-error.ts";

export interface ImportOptions {
  /** Folder with imu.csv.gz and runner.json. */
  readonly directory: string;
  /** Session file to write. */
  readonly outFile: string;
  /** Seed of clock offsets, drifts and arrival jitter: the same seed gives the same file. */
  readonly seed: number;
  /** Title of the session; null = made from the runner's label. */
  readonly title: string | null;
  /** Replace `outFile` where it exists. */
  readonly overwrite: boolean;
}

/** Events between two looks at progress and the Ctrl-C signal. */
const eventsPerReport = 200;

/** Turns a recorded treadmill run into a session file; returns the process' exit code. */
export async function runImport(options: ImportOptions, context: CommandContext): Promise<number> {
  try {
    return await importSession(options, context);
  } catch (error) {
    throw userFacing(error);
  }
}

async function importSession(options: ImportOptions, context: CommandContext): Promise<number> {
  const { output, signal } = context;
  const { directory, outFile, seed, title, overwrite } = options;
  output.progress(`reading ${directory}`);
  const session = await readTreadmillSession(directory, { seed, title });
  const writer = await createSessionFile(outFile, session.header, { overwrite, source: null });
  let written = 0;
  try {
    for (const event of session.events) {
      await writer.writeEvent(event);
      written += 1;
      if (written % eventsPerReport === 0) {
        const share = Math.min(100, (100 * event.arrivalTimeS) / session.durationS);
        output.progress(`writing ${outFile}: ${share.toFixed(0)} %`);
        if (signal.aborted) break;
      }
    }
  } finally {
    await writer.close();
  }
  output.progress(null);
  if (signal.aborted) {
    output.note(`${outFile}: stopped; it holds the beginning of the session`);
    return 1;
  }
  output.print(`${outFile}: ${session.header.title}`);
  output.print(
    `${clockText(session.durationS)}, ${written} events, ${session.header.pods.length} pods, seed ${seed}`,
  );
  return 0;
}
