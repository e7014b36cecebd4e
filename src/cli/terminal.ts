import type { CommandOutput } from "../config/command-context.ts";

/** The part of a writable stream that the terminal needs. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** Where progress goes to a log instead of a screen, one line in this many milliseconds is enough. */
const logIntervalMs = 5000;
const eraseLine = "\r\u001b[2K";

/** Everything a command prints goes through here, so that results and the progress line never mix. */
export class Terminal implements CommandOutput {
  readonly isTty: boolean;
  readonly colours: boolean;
  readonly #stdout: TextStream;
  readonly #stderr: TextStream;
  readonly #nowMs: () => number;
  #progress: string | null = null;
  #loggedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: {
    readonly stdout: TextStream;
    readonly stderr: TextStream;
    readonly environment: Readonly<Record<string, string | undefined>>;
    /** A clock that never steps back, ms. */
    readonly nowMs: () => number;
  }) {
    this.#stdout = options.stdout;
    this.#stderr = options.stderr;
    this.#nowMs = options.nowMs;
    this.isTty = options.stdout.isTTY === true;
    // https://no-color.org: set and not empty means no colours.
    this.colours = this.isTty && (options.environment.NO_COLOR ?? "") === "";
    for (const stream of [options.stdout, options.stderr]) {
      stream.on("error", (error) => {
        // The reader has gone (`hipline inspect | head`): nothing is left to tell it, all else goes on.
        if (error.code !== "EPIPE") throw error;
      });
    }
  }

  print(line: string): void {
    this.#writeLine(this.#stdout, line);
  }

  note(line: string): void {
    this.#writeLine(this.#stderr, line);
  }

  progress(text: string | null): void {
    if (text === this.#progress) return;
    if (this.#stderr.isTTY === true) {
      this.#progress = text;
      this.#stderr.write(text === null ? eraseLine : eraseLine + this.#fit(text));
    } else if (text !== null && this.#nowMs() - this.#loggedAtMs >= logIntervalMs) {
      this.#loggedAtMs = this.#nowMs();
      this.#stderr.write(`${text}\n`);
    }
  }

  #writeLine(stream: TextStream, line: string): void {
    if (this.#progress === null) {
      stream.write(`${line}\n`);
      return;
    }
    this.#stderr.write(eraseLine);
    stream.write(`${line}\n`);
    this.#stderr.write(this.#fit(this.#progress));
  }

  /** A progress line that wraps could not be erased any more. */
  #fit(text: string): string {
    // A terminal whose size nobody has set says 0.
    return text.slice(0, Math.max(1, (this.#stderr.columns || 80) - 1));
  }
}
