import { BehaviorSubject, distinctUntilChanged, Observable, Subject } from "rxjs";
import type {
  AdapterState,
  Advertisement,
  BluetoothCentral,
  ConnectionParameters,
  GattConnection,
} from "../bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../bluetooth/bluetooth-error.ts";
import { AdapterSession } from "./adapter-session.ts";
import { NobleInstance } from "./noble-instance.ts";
import type { NobleOptions } from "./noble-library.ts";
import { unlessAborted } from "./settle.ts";
import { causeOf, type UnavailableCause, unavailable } from "./unavailable.ts";

/** An adapter that works is ready after some 50 ms, ms. */
const startTimeoutMs = 5000;
const connectTimeoutMs = 10_000;
/** An adapter that was pulled out is looked for this often, ms. */
const retryMs = 2000;

const adapterStates: readonly AdapterState[] = [
  "unknown",
  "poweredOn",
  "poweredOff",
  "resetting",
  "unauthorized",
  "unsupported",
];

/**
 * Bluetooth through noble: the adapter of this computer, or an emulated one. Nothing is loaded or started before it is first
 * used; `close` lets go of everything.
 */
export function createNobleCentral(options: NobleOptions = {}): BluetoothCentral {
  return new NobleCentral(options);
}

class NobleCentral implements BluetoothCentral {
  readonly adapterStates: Observable<AdapterState>;
  readonly advertisements: Observable<Advertisement>;
  readonly #options: NobleOptions;
  readonly #states = new BehaviorSubject<AdapterState>("unknown");
  readonly #heard = new Subject<Advertisement>();
  readonly #closing = new AbortController();
  #session: AdapterSession | null = null;
  #listeners = 0;
  /** The adapter was ready once: from then on one that is off may come back. */
  #wasOn = false;
  /** Under way until the adapter is ready or known not to be. */
  #start: Promise<void> | null = null;
  #retryTimer: NodeJS.Timeout | undefined;

  constructor(options: NobleOptions) {
    this.#options = options;
    this.adapterStates = new Observable<AdapterState>((subscriber) => {
      // Who wants to know why there is none asks for advertisements.
      this.#ready().catch(() => {});
      return this.#states.pipe(distinctUntilChanged()).subscribe(subscriber);
    });
    this.advertisements = new Observable<Advertisement>((subscriber) => {
      const subscription = this.#heard.subscribe(subscriber);
      this.#setListeners(this.#listeners + 1);
      subscription.add(() => this.#setListeners(this.#listeners - 1));
      this.#ready().catch((error: unknown) => {
        if (isUnavailable(error)) subscriber.error(error);
      });
      return subscription;
    });
  }

  async connect(
    deviceId: string,
    parameters: ConnectionParameters,
    options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<GattConnection> {
    const cancelled = new AbortController();
    const { signal } = options;
    const onAbort = () => {
      const message = `The connection to ${deviceId} was given up.`;
      cancelled.abort(new BluetoothError("cancelled", message, { cause: signal?.reason }));
    };
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      await unlessAborted(this.#ready(), cancelled.signal);
      const session = this.#session;
      if (session === null || this.#states.value !== "poweredOn") throw adapterOff();
      return await session.connect(
        deviceId,
        parameters,
        options.timeoutMs ?? connectTimeoutMs,
        cancelled.signal,
      );
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const reason = new BluetoothError("cancelled", "Bluetooth was closed.");
    this.#closing.abort(reason);
    clearTimeout(this.#retryTimer);
    const session = this.#session;
    this.#session = null;
    if (this.#states.value === "poweredOn") await session?.close(reason);
    else session?.lose(reason);
    this.#heard.complete();
    this.#states.complete();
  }

  #setListeners(count: number): void {
    this.#listeners = count;
    if (this.#states.value === "poweredOn") this.#session?.setListening(count > 0);
  }

  /** Resolves when the adapter is ready, or was once. @throws BluetoothError */
  #ready(): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.reject(this.#closing.signal.reason);
    if (this.#wasOn) return Promise.resolve();
    this.#start ??= this.#waitUntilOn().finally(() => {
      this.#start = null;
    });
    return this.#start;
  }

  async #waitUntilOn(): Promise<void> {
    if (this.#session === null) {
      this.#states.next("unknown");
      try {
        this.#open();
      } catch (error) {
        const cause = causeOf(error);
        this.#states.next(cause === "no-permission" ? "unauthorized" : "unsupported");
        this.#fail(cause, error);
      }
    }
    const state = await this.#firstDecisiveState();
    this.#closing.signal.throwIfAborted();
    switch (state) {
      case "poweredOn":
        return;
      case "poweredOff":
        return this.#fail("adapter-off");
      case "unauthorized":
        return this.#fail("no-permission");
      case "unsupported":
        return this.#fail("no-low-energy");
      case "unknown":
      case "resetting":
        return this.#fail("no-answer");
    }
  }

  /** The state once it says that something works or never will; else what it is when time is up. */
  #firstDecisiveState(): Promise<AdapterState> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        subscription.unsubscribe();
        resolve(this.#states.value);
      };
      const timer = setTimeout(finish, startTimeoutMs);
      const decisive: readonly AdapterState[] = ["poweredOn", "unauthorized", "unsupported"];
      const subscription = this.#states.subscribe({
        next: (state) => {
          if (decisive.includes(state)) queueMicrotask(finish);
        },
        complete: () => queueMicrotask(finish),
      });
    });
  }

  #fail(cause: UnavailableCause, error?: unknown): never {
    throw unavailable(cause, process.platform, error);
  }

  /** @throws whatever noble, Node or the operating system throws */
  #open(): void {
    const instance = new NobleInstance(this.#options);
    const session = new AdapterSession(instance, (advertisement) =>
      this.#heard.next(advertisement),
    );
    this.#session = session;
    try {
      instance.start((state) => this.#onState(session, state));
    } catch (error) {
      this.#session = null;
      session.lose(adapterOff());
      throw error;
    }
  }

  #onState(session: AdapterSession, nobleState: string): void {
    if (session !== this.#session) return;
    const state = adapterStates.find((known) => known === nobleState) ?? "unknown";
    const before = this.#states.value;
    if (state === "poweredOn") {
      this.#wasOn = true;
      this.#states.next(state);
      session.setListening(this.#listeners > 0);
      return;
    }
    if (before === "poweredOn") this.#session = null;
    this.#states.next(state);
    if (before !== "poweredOn") return;
    // noble would take every connection for alive, and its next one for a second one.
    session.lose(adapterOff());
    this.#reopen();
  }

  /** Makes a new noble, which waits for the adapter. One that was pulled out may take long to come back. */
  #reopen(): void {
    if (this.#closing.signal.aborted || this.#session !== null) return;
    try {
      this.#open();
    } catch {
      this.#retryTimer = setTimeout(() => this.#reopen(), retryMs);
    }
  }
}

function adapterOff(): BluetoothError {
  return new BluetoothError(
    "adapter-off",
    "The Bluetooth adapter is switched off or was pulled out.",
    { hint: unavailable("adapter-off", process.platform).hint ?? "" },
  );
}

function isUnavailable(error: unknown): boolean {
  return error instanceof BluetoothError && error.code === "bluetooth-unavailable";
}
