import type { CommandContext, CommandInput } from "../../src/config/command-context.ts";

export interface CapturedContext extends CommandContext {
  /** Lines of the result, so far. */
  readonly printed: string[];
  readonly noted: string[];
}

/** A context for a command that runs inside a test. */
export function capturedContext(
  signal = new AbortController().signal,
  input: CommandInput = { line: () => Promise.resolve(null) },
): CapturedContext {
  const printed: string[] = [];
  const noted: string[] = [];
  return {
    printed,
    noted,
    signal,
    input,
    version: "0.0.0",
    output: {
      print: (line) => printed.push(line),
      note: (line) => noted.push(line),
      progress: () => undefined,
      isTty: false,
      colours: false,
    },
  };
}
