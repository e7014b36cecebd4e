import { join, parse } from "node:path";
import type { CommandContext } from "../config/command-context.ts";
import type { RunOptions } from "./run-options.ts";
import { RunningSession, type SessionSource } from "./running-session.ts";

/** What is run, and the words for it. */
export interface SessionsToRun {
  readonly sources: readonly SessionSource[];
  /** Something that is wrong before anything begins; null = nothing. */
  readonly flaw: string | null;
  /** "The recording has ended": said where its dashboard stays. */
  readonly endText: string;
}

/**
 * Runs sessions side by side, each with a dashboard and a recording of its own where they are asked for;
 * returns the process' exit code: 1 where something was missing, although everything that could be shown was shown.
 */
export async function runSessions(
  { sources, flaw, endText }: SessionsToRun,
  options: RunOptions,
  context: CommandContext,
): Promise<number> {
  const { output, signal } = context;
  if (flaw !== null) output.note(flaw);
  const running = await openAll(sources, options, context);
  try {
    const several = sources.length > 1 ? `${sources.length} runners, the first: ` : "";
    await Promise.all(
      running.map((one, i) =>
        one.play((text) => {
          if (i === 0) output.progress(several + text);
        }),
      ),
    );
    output.progress(null);
    for (const one of running) await one.conclude();
    if (running.some((one) => one.isServed) && !options.exitAtEnd && !signal.aborted) {
      output.print(`${endText}; the dashboard keeps its last state. Ctrl-C ends Hipline.`);
      await new Promise<void>((resolve) =>
        signal.addEventListener("abort", () => resolve(), { once: true }),
      );
    }
  } finally {
    for (const one of running) await one.close();
  }
  const isWhole = flaw === null && running.every(({ problems }) => problems === 0);
  return isWhole ? 0 : 1;
}

/** Opens every session. Where one cannot be opened, those before it leave nothing behind either. */
async function openAll(
  sources: readonly SessionSource[],
  options: RunOptions,
  context: CommandContext,
): Promise<readonly RunningSession[]> {
  const opened: RunningSession[] = [];
  try {
    for (const [i, source] of sources.entries()) {
      const own = ownOptions(options, i, sources.length);
      opened.push(await RunningSession.open(source, own, context));
    }
    return opened;
  } catch (error) {
    for (const one of opened) await one.discard();
    throw error;
  }
}

/** Port and file of one session: of several, ports count up from the one asked for and files are numbered. */
function ownOptions(options: RunOptions, index: number, count: number): RunOptions {
  const { port, recordFile } = options;
  return {
    ...options,
    port: port === null || port === 0 ? port : port + index,
    recordFile: recordFile === null ? null : numberedFile(recordFile, index, count),
  };
}

/** "run.mcap" → "run-2.mcap" for the second of several; of one file the name is as it was given. */
export function numberedFile(path: string, index: number, count: number): string {
  if (count === 1) return path;
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}-${index + 1}${ext}`);
}
