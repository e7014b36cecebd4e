import { setTimeout as delay } from "node:timers/promises";
import { filter, firstValueFrom, fromEvent, takeUntil } from "rxjs";
import type { LinkState } from "../../model/transport-event.ts";
import type {
  Advertisement,
  BluetoothCentral,
  ConnectionParameters,
  GattConnection,
} from "./bluetooth-central.ts";
import { BluetoothError } from "./bluetooth-error.ts";
import { within } from "./deadline.ts";
import { PodRefusal } from "./device-driver.ts";
import { LinkStateMachine } from "./link-state-machine.ts";
import { reconnectWaitMs } from "./reconnect-wait.ts";

/** A device that was just heard answers within this, ms; one that does not must not keep the others waiting. */
const connectTimeoutMs = 3000;
/** Finding everything, configuring and starting takes no longer than this, ms. */
const startTimeoutMs = 10_000;
/** A device that is being started when the session ends has so long to get there and be stopped, ms: left alone it would go on measuring. */
const lateStartMs = 2000;
/** What a device refuses for good is tried again after this, ms: somebody may have put it right. */
const refusalWaitMs = 10_000;
/** A link that has lasted this long was no failure, s. */
const soundAfterS = 5;
/** Signal strength is asked for so often, ms. */
const rssiEveryMs = 2000;
/** How often a link looks whether values still come, ms. */
const stallCheckMs = 250;

/** What an advertisement means to a link: its device, its device in a condition in which it cannot be used, or null: another one. */
export type Recognition = "wanted" | { readonly unusable: string } | null;

/** What a link needs to know of its device. */
export interface LinkedDevice {
  readonly parameters: ConnectionParameters;
  /** No value for this long while streaming: the link is given up and made anew, s. */
  readonly stallS: number;
  recognise(advertisement: Advertisement): Recognition;
  /** Has it stream. @throws BluetoothError, PodRefusal */
  start(connection: GattConnection): Promise<{ stop(): Promise<void> }>;
}

export interface DeviceLinkEvents {
  onState(state: LinkState, reason: string | null): void;
  onRssi(rssiDbm: number): void;
}

/** Keeps one device connected: looks for it, connects, has it stream, and begins again whenever that ends. */
export class DeviceLink {
  readonly #device: LinkedDevice;
  readonly #central: BluetoothCentral;
  readonly #events: DeviceLinkEvents;
  readonly #random: () => number;
  readonly #machine: LinkStateMachine;
  #failures = 0;
  #newestValueS = 0;

  constructor(
    device: LinkedDevice,
    central: BluetoothCentral,
    events: DeviceLinkEvents,
    random: () => number = Math.random,
  ) {
    this.#device = device;
    this.#central = central;
    this.#events = events;
    this.#random = random;
    this.#machine = new LinkStateMachine((state, reason) => events.onState(state, reason));
  }

  /** The driver says what it is doing; it counts only while the link streams. */
  streams(state: "streaming" | "backfilling"): void {
    const { state: now } = this.#machine;
    if (now === "streaming" || now === "backfilling") this.#machine.enter(state);
  }

  /** A value has come, at this host time. */
  valueCame(arrivalS: number): void {
    this.#newestValueS = arrivalS;
  }

  /**
   * Runs until `signal` aborts, and then ends in order: the device is told to stop, and the connection is closed.
   * @throws BluetoothError "bluetooth-unavailable" where there is no radio to run on.
   */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#once(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (isUnavailable(error)) throw error;
        await this.#afterFailure(error, signal);
      }
    }
  }

  /** One connection, from looking for the device to its end; always ends by throwing why. */
  async #once(signal: AbortSignal): Promise<never> {
    this.#machine.enter("searching");
    const { deviceId } = await this.#hear(signal);
    this.#machine.enter("connecting");
    const connection = await this.#central.connect(deviceId, this.#device.parameters, {
      timeoutMs: connectTimeoutMs,
      signal,
    });
    try {
      this.#machine.enter("configuring");
      const running = await this.#start(connection, signal);
      this.#machine.enter("streaming");
      const startedS = hostTimeS();
      this.#newestValueS = startedS;
      try {
        await this.#watch(connection, signal);
      } finally {
        if (hostTimeS() - startedS > soundAfterS) this.#failures = 0;
        if (signal.aborted && !connection.ended.aborted) await running.stop();
      }
    } finally {
      await connection.disconnect();
    }
    throw connection.ended.reason;
  }

  async #start(
    connection: GattConnection,
    signal: AbortSignal,
  ): Promise<{ stop(): Promise<void> }> {
    const { ended } = connection;
    const starting = this.#device.start(connection);
    const late = (): Error =>
      new BluetoothError("att-timeout", `it was not ready within ${startTimeoutMs / 1000} s`);
    try {
      const over = AbortSignal.any([signal, ended]);
      return await within(starting, { timeoutMs: startTimeoutMs, signal: over, late });
    } catch (error) {
      if (signal.aborted && !ended.aborted) {
        const limits = { timeoutMs: lateStartMs, signal: ended, late };
        const running = await within(starting, limits).catch(() => null);
        await running?.stop();
      }
      throw error;
    }
  }

  /** Waits for an advertisement of the device. @throws PodRefusal; the signal's reason or EmptyError where `signal` aborts. */
  async #hear(signal: AbortSignal): Promise<Advertisement> {
    // Whoever is told that it is looking may have ended it at once.
    signal.throwIfAborted();
    return await firstValueFrom(
      this.#central.advertisements.pipe(
        filter((advertisement) => {
          const meaning = this.#device.recognise(advertisement);
          if (meaning === null || meaning === "wanted") return meaning !== null;
          throw new PodRefusal(meaning.unusable);
        }),
        takeUntil(fromEvent(signal, "abort")),
      ),
    );
  }

  /** Returns, or throws, when the connection has to end. */
  async #watch(connection: GattConnection, signal: AbortSignal): Promise<void> {
    const { stallS } = this.#device;
    const over = AbortSignal.any([signal, connection.ended]);
    let nextRssiS = hostTimeS();
    while (!over.aborted) {
      const nowS = hostTimeS();
      if (nowS - this.#newestValueS > stallS) {
        throw new BluetoothError("link-lost", `connected, but nothing came for ${stallS} s`);
      }
      if (nowS >= nextRssiS) {
        nextRssiS = nowS + rssiEveryMs / 1000;
        this.#askRssi(connection);
      }
      await delay(stallCheckMs, undefined, { signal: over }).catch(() => undefined);
    }
  }

  #askRssi(connection: GattConnection): void {
    connection.readRssi().then(
      (rssiDbm) => this.#events.onRssi(rssiDbm),
      // An adapter that cannot tell does not end a link.
      () => undefined,
    );
  }

  async #afterFailure(error: unknown, signal: AbortSignal): Promise<void> {
    if (!(error instanceof BluetoothError) && !(error instanceof PodRefusal)) throw error;
    this.#failures += 1;
    const isRefusal = error instanceof PodRefusal;
    this.#machine.enter(isRefusal ? "failed" : "lost", error.message);
    const waitMs = isRefusal ? refusalWaitMs : reconnectWaitMs(this.#failures, this.#random);
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

function hostTimeS(): number {
  return performance.now() / 1000;
}

function isUnavailable(error: unknown): boolean {
  return error instanceof BluetoothError && error.code === "bluetooth-unavailable";
}
