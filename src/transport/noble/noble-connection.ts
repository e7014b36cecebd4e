import type {
  CharacteristicAddress,
  DiscoveredCharacteristic,
  GattConnection,
  ValueListener,
} from "../bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../bluetooth/bluetooth-error.ts";
import { type AttError, attErrorCodes, attRequests } from "./att-errors.ts";
import { AttExchanges } from "./att-exchanges.ts";
import { GattDiscovery, keyOf } from "./gatt-discovery.ts";
import { linkLost } from "./link-end.ts";
import type { NobleCharacteristic, NoblePeripheral } from "./noble-types.ts";
import { SerialQueue } from "./serial-queue.ts";
import { listenWhile, settle } from "./settle.ts";

/** A disconnection is over after at most the supervision time-out, where the device no longer answers the radio, ms. */
const disconnectTimeoutMs = 5000;
/** The adapter answers this one by itself, ms. */
const rssiTimeoutMs = 2000;

export interface ConnectionParts {
  readonly deviceId: string;
  readonly mtu: number;
  readonly peripheral: NoblePeripheral;
  /** Tells the ATT errors of this connection and returns what stops it; null where the system keeps them to itself. */
  readonly listenToAttErrors: ((listener: (error: AttError) => void) => () => void) | null;
  /** Called once, when it is over. */
  readonly onOver: () => void;
}

/** One connection that noble made, from when it is up until it is over. */
export class NobleConnection implements GattConnection {
  readonly deviceId: string;
  readonly mtu: number;
  readonly #peripheral: NoblePeripheral;
  readonly #onOver: () => void;
  readonly #ended = new AbortController();
  /** Aborted as soon as the connection is of no more use: a little earlier than `ended`. */
  readonly #closing = new AbortController();
  readonly #queue = new SerialQueue();
  readonly #subscriptions = new Map<string, () => void>();
  readonly #exchanges: AttExchanges;
  readonly #discovery: GattDiscovery;

  constructor(parts: ConnectionParts) {
    this.deviceId = parts.deviceId;
    this.mtu = parts.mtu;
    this.#peripheral = parts.peripheral;
    this.#onOver = parts.onOver;
    this.#exchanges = new AttExchanges({
      deviceId: parts.deviceId,
      listenToAttErrors: parts.listenToAttErrors,
      closing: this.#closing.signal,
      onWedged: (reason) => void this.end(reason),
    });
    this.#discovery = new GattDiscovery(parts.deviceId, parts.peripheral, this.#exchanges);
    this.#peripheral.on("disconnect", this.#onDisconnect);
  }

  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  discover(serviceUuids?: readonly string[]): Promise<readonly DiscoveredCharacteristic[]> {
    return this.#queue.run(async () => {
      this.#closing.signal.throwIfAborted();
      return this.#discovery.discover(serviceUuids);
    });
  }

  read(at: CharacteristicAddress): Promise<Uint8Array> {
    return this.#queue.run(async () => {
      const characteristic = this.#characteristicAt(at);
      const value = await this.#exchanges.run<Uint8Array>({
        what: `let itself be read at ${at.characteristicUuid}`,
        requests: [attRequests.read, attRequests.readBlob],
        // How a device says that a long value ends here.
        allowedErrors: [attErrorCodes.invalidOffset, attErrorCodes.attributeNotLong],
        start: (settling) => {
          listenWhile(settling, characteristic, "read", (data: Buffer, isNotification: boolean) => {
            if (!isNotification) settling.resolve(Uint8Array.from(data));
          });
          characteristic.read();
        },
      });
      if (value.length > 0) return value;
      throw new BluetoothError(
        "att-error",
        `${this.deviceId} has an empty value at ${at.characteristicUuid}, or did not let it be read.`,
      );
    });
  }

  write(
    at: CharacteristicAddress,
    value: Uint8Array,
    mode: "with-response" | "without-response",
  ): Promise<void> {
    const data = Buffer.from(value);
    return this.#queue.run(async () => {
      const characteristic = this.#characteristicAt(at);
      const withoutResponse = mode === "without-response";
      const mostBytes = this.mtu - 3;
      if (withoutResponse && data.length > mostBytes) {
        throw new BluetoothError(
          "att-error",
          `${data.length} bytes for ${at.characteristicUuid} do not fit in one packet to ${this.deviceId}, which holds ${mostBytes}.`,
        );
      }
      await this.#exchanges.run<void>({
        what: `confirm what was written to ${at.characteristicUuid}`,
        requests: [attRequests.write, attRequests.prepareWrite, attRequests.executeWrite],
        start: (settling) => {
          listenWhile(settling, characteristic, "write", () => settling.resolve());
          characteristic.write(data, withoutResponse);
        },
      });
    });
  }

  subscribe(at: CharacteristicAddress, listener: ValueListener): Promise<void> {
    return this.#queue.run(async () => {
      const characteristic = this.#characteristicAt(at);
      const { properties } = characteristic;
      if (!properties.includes("notify") && !properties.includes("indicate")) {
        throw new BluetoothError(
          "gatt-missing",
          `${at.characteristicUuid} of ${this.deviceId} sends no notifications.`,
        );
      }
      this.#subscriptions.get(keyOf(at))?.();
      const onData = (data: Buffer, isNotification: boolean) => {
        if (!isNotification) return;
        const arrivalS = performance.now() / 1000;
        deliver(listener, Uint8Array.from(data), arrivalS);
      };
      // The first value can come before the device's answer.
      characteristic.on("data", onData);
      const stop = () => {
        characteristic.removeListener("data", onData);
        this.#subscriptions.delete(keyOf(at));
      };
      this.#subscriptions.set(keyOf(at), stop);
      try {
        await this.#notify(at, characteristic, true);
      } catch (error) {
        stop();
        throw error;
      }
    });
  }

  unsubscribe(at: CharacteristicAddress): Promise<void> {
    return this.#queue.run(async () => {
      const characteristic = this.#characteristicAt(at);
      this.#subscriptions.get(keyOf(at))?.();
      await this.#notify(at, characteristic, false);
    });
  }

  readRssi(): Promise<number> {
    return this.#queue.run(() =>
      settle<number>(
        (settling) => {
          listenWhile(settling, this.#peripheral, "rssiUpdate", (rssiDbm: number) =>
            settling.resolve(rssiDbm),
          );
          this.#peripheral.updateRssi();
        },
        {
          // The adapter's failure, not the device's: the connection may go on.
          timeoutMs: rssiTimeoutMs,
          onTimeout: () =>
            new BluetoothError(
              "att-timeout",
              `The adapter did not tell how strongly ${this.deviceId} is received.`,
            ),
          signals: [this.#closing.signal],
        },
      ),
    );
  }

  async disconnect(): Promise<void> {
    await this.end(
      new BluetoothError("cancelled", `The connection to ${this.deviceId} was ended here.`),
    );
  }

  /** Ends the connection for this reason, unless it is ending already; resolves when it is over. */
  async end(reason: BluetoothError): Promise<void> {
    if (this.#ended.signal.aborted) return;
    const isFirst = !this.#closing.signal.aborted;
    if (isFirst) this.#closing.abort(reason);
    await settle<void>(
      (settling) => {
        const onEnded = () => settling.resolve();
        this.#ended.signal.addEventListener("abort", onEnded, { once: true });
        settling.onSettled(() => this.#ended.signal.removeEventListener("abort", onEnded));
        // noble sends a disconnection of a device that is not connected to whichever device has handle 0: this one is connected,
        // or `ended` had been aborted.
        if (isFirst) this.#peripheral.disconnect();
      },
      { timeoutMs: disconnectTimeoutMs, onTimeout: () => reason, signals: [] },
    ).catch(() => this.over(reason));
  }

  /** The connection is over, as far as anybody can tell: nothing is sent any more. */
  over(reason: BluetoothError): void {
    if (this.#ended.signal.aborted) return;
    if (!this.#closing.signal.aborted) this.#closing.abort(reason);
    this.#peripheral.removeListener("disconnect", this.#onDisconnect);
    this.#exchanges.stop();
    for (const stop of this.#subscriptions.values()) stop();
    this.#discovery.forget();
    this.#onOver();
    this.#ended.abort(this.#closing.signal.reason);
  }

  readonly #onDisconnect = (reason: unknown): void => {
    this.over(linkLost(reason));
  };

  #characteristicAt(at: CharacteristicAddress): NobleCharacteristic {
    this.#closing.signal.throwIfAborted();
    return this.#discovery.characteristicAt(at);
  }

  async #notify(
    at: CharacteristicAddress,
    characteristic: NobleCharacteristic,
    on: boolean,
  ): Promise<void> {
    await this.#exchanges.run<void>({
      what: `switch notifications of ${at.characteristicUuid} ${on ? "on" : "off"}`,
      // noble looks for the descriptor first, and stops without a word where there is none.
      requests: [attRequests.readByType, attRequests.write],
      start: (settling) => {
        listenWhile(settling, characteristic, "notify", () => settling.resolve());
        characteristic.notify(on);
      },
    });
  }
}

/** What a listener throws must not look like a broken packet to the layers below. */
function deliver(listener: ValueListener, value: Uint8Array, arrivalS: number): void {
  try {
    listener(value, arrivalS);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
