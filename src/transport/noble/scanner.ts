import type { Noble } from "./noble-types.ts";
import { listenWhile, settle } from "./settle.ts";

/** An adapter that does not confirm within this time never will: noble drops refusals (0x0C, command disallowed), ms. */
const confirmationMs = 1000;

/**
 * Scanning, on or off, by our own book: noble's "scanStart" comes too early and its "scanStop" also while it starts. Neither
 * ever fails; what matters is whether advertisements come.
 */
export class Scanner {
  readonly #noble: Noble;
  #on = false;

  constructor(noble: Noble) {
    this.#noble = noble;
  }

  get on(): boolean {
    return this.#on;
  }

  async start(): Promise<void> {
    this.#on = true;
    await this.#ask("scanStart", () => this.#noble.startScanning([], true));
  }

  async stop(): Promise<void> {
    if (!this.#on) return;
    this.#on = false;
    await this.#ask("scanStop", () => this.#noble.stopScanning());
  }

  async #ask(confirmation: string, command: () => void): Promise<void> {
    await settle<void>(
      (settling) => {
        listenWhile(settling, this.#noble, confirmation, () => settling.resolve());
        command();
      },
      { timeoutMs: confirmationMs, onTimeout: () => null, signals: [] },
    ).catch(() => {});
  }
}
