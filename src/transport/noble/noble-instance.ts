import { guardHci } from "./hci-guards.ts";
import { createNoble, type NobleOptions } from "./noble-library.ts";
import { type HciBindings, isHciBindings, type Noble } from "./noble-types.ts";

function nothing(): void {}

/** One noble from its start to its end. It lives as long as its adapter stays switched on; then a new one is made. */
export class NobleInstance {
  readonly noble: Noble;
  /** noble's HCI layer; null on macOS and Windows, where the operating system has it. */
  readonly hci: HciBindings | null;
  readonly #endHci: () => void;
  #exitListeners: NodeJS.ExitListener[] = [];

  /** @throws whatever noble, Node or the operating system throws */
  constructor(options: NobleOptions) {
    this.noble = createNoble(options);
    const bindings = this.noble._bindings;
    this.hci = isHciBindings(bindings) ? bindings : null;
    this.#endHci = this.hci === null ? nothing : guardHci(this.hci);
    // noble prints its warnings where it is the only one to listen.
    this.noble.on("warning", nothing);
  }

  /**
   * Starts it. `onState` gets "poweredOn", "poweredOff" and so on, also while this runs.
   * @throws whatever noble or the operating system throws
   */
  start(onState: (state: string) => void): void {
    const before = new Set(process.listeners("exit"));
    const onNobleState = (state: string) => {
      // In the user channel noble never asks for the size of the adapter's buffers, and sends nothing before it knows.
      if (state === "poweredOn" && this.hci !== null && this.hci._hci._aclBuffers === undefined) {
        this.hci._hci.readLeBufferSize();
      }
      onState(state);
    };
    // A listener on noble's own "stateChange" would start it later, where what it throws is caught and printed.
    this.noble._bindings.on("stateChange", onNobleState);
    // Reading the state starts noble.
    if (this.noble.state === "poweredOn") onNobleState("poweredOn");
    // noble's handler of Ctrl-C ends the process at once where it is the last one, before a session is written to its end. Its
    // handler of the exit stays: it frees the pods when the process crashes.
    const onInterrupt = this.hci?.onSigIntBinded;
    if (onInterrupt !== undefined) process.removeListener("SIGINT", onInterrupt);
    this.#exitListeners = process.listeners("exit").filter((listener) => !before.has(listener));
  }

  /** Forgets a device, which noble itself never does. It must be neither connected nor being connected. */
  forget(peripheralId: string): void {
    const { noble, hci } = this;
    const tables: Record<string, unknown>[] = [
      noble._peripherals,
      noble._services,
      noble._characteristics,
      noble._descriptors,
    ];
    if (hci !== null) {
      tables.push(hci._addresses, hci._addresseTypes, hci._connectable, hci.scannable);
    }
    for (const table of tables) delete table[peripheralId];
  }

  /** Ends it: no timer, no listener on the process, no socket that is read. Does not disconnect anything. */
  dispose(): void {
    for (const listener of this.#exitListeners) process.removeListener("exit", listener);
    this.#exitListeners = [];
    this.#endHci();
    const { noble } = this;
    const bindings = noble._bindings;
    bindings.stop?.();
    bindings.cleanUp?.();
    bindings.removeAllListeners();
    noble.removeAllListeners();
    for (const peripheral of Object.values(noble._peripherals)) peripheral.removeAllListeners();
  }
}
