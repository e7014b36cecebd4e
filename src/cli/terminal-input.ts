import { createInterface, type Interface } from "node:readline";
import type { CommandInput } from "../config/command-context.ts";

/** Lines of standard input. Nothing is read before the first is asked for: a command that asks nothing leaves its input alone. */
export class TerminalInput implements CommandInput {
  readonly #stdin: NodeJS.ReadableStream;
  readonly #lines: string[] = [];
  #reader: Interface | null = null;
  #hasEnded = false;
  /** Whoever waits for a line, or for the end. */
  #wake: () => void = () => undefined;

  constructor(stdin: NodeJS.ReadableStream) {
    this.#stdin = stdin;
  }

  async line(signal: AbortSignal): Promise<string | null> {
    signal.throwIfAborted();
    this.#open();
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) return line;
      if (this.#hasEnded) return null;
      await this.#more(signal);
    }
  }

  /** Lets standard input go. */
  close(): void {
    this.#reader?.close();
  }

  #open(): void {
    if (this.#reader !== null) return;
    // Not as a terminal: Ctrl-C must stay a signal.
    const reader = createInterface({ input: this.#stdin, terminal: false });
    reader.on("line", (line) => {
      this.#lines.push(line);
      this.#wake();
    });
    reader.on("close", () => {
      this.#hasEnded = true;
      this.#wake();
    });
    this.#reader = reader;
  }

  #more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => reject(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
      this.#wake = () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
    });
  }
}
