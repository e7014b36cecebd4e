/** How a command talks to the person who started it, whatever the terminal is like. */
export interface CommandOutput {
  /** One line of the command's result, to standard output. */
  print(line: string): void;
  /** One line that is not part of the result (a warning, a remark), to standard error. */
  note(line: string): void;
  /**
   * What is being done right now, for example "reading 42 %": one line on standard error that each
   * call replaces; null removes it. Cheap enough to call often.
   */
  progress(text: string | null): void;
  /** Whether a person is likely to watch standard output. */
  readonly isTty: boolean;
  /** Whether `print` may use ANSI colours. */
  readonly colours: boolean;
}

/** What the person who started a command types while it runs. */
export interface CommandInput {
  /**
   * The next line, without its end; null where the input has ended.
   * @param signal gives the waiting up: rejects with its reason, and the line stays for whoever asks next.
   */
  line(signal: AbortSignal): Promise<string | null>;
}

/** What every command gets besides its options. */
export interface CommandContext {
  readonly output: CommandOutput;
  readonly input: CommandInput;
  /** Aborted on the first Ctrl-C or SIGTERM: stop in order and return. A second one ends the process at once. */
  readonly signal: AbortSignal;
  /** Version of Hipline, for example "0.1.0". */
  readonly version: string;
}
