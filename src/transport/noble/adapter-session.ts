import type {
  Advertisement,
  ConnectionParameters,
  GattConnection,
} from "../bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../bluetooth/bluetooth-error.ts";
import { attemptConnect } from "./connect-attempt.ts";
import { nobleParameters } from "./connection-parameters.ts";
import { advertisementOf } from "./noble-advertisement.ts";
import type { NobleConnection } from "./noble-connection.ts";
import type { NobleInstance } from "./noble-instance.ts";
import type { NoblePeripheral } from "./noble-types.ts";
import { Scanner } from "./scanner.ts";
import { SerialQueue } from "./serial-queue.ts";
import { settle, unlessAborted } from "./settle.ts";

/**
 * Only a device that was heard within this time is connected to, s: one that is gone would block the adapter, and on Linux the
 * whole process while the kernel connects.
 */
const freshS = 3;
/** Where nothing at all is heard for so long, scanning is started anew: another program may have stopped it, s. */
const silenceS = 10;
const silenceCheckMs = 2000;
/** noble remembers every device it ever heard; beyond so many the ones that were not heard for longest are forgotten. */
const mostDevices = 200;

interface HeardDevice {
  readonly peripheral: NoblePeripheral;
  readonly heardS: number;
}

function nowS(): number {
  return performance.now() / 1000;
}

/** What is done with one noble while its adapter stays switched on. */
export class AdapterSession {
  readonly #instance: NobleInstance;
  readonly #onAdvertisement: (advertisement: Advertisement) => void;
  readonly #scanner: Scanner;
  /** What the adapter cannot do at the same time: change scanning, connect. */
  readonly #radio = new SerialQueue();
  readonly #heard = new Map<string, HeardDevice>();
  readonly #connections = new Map<string, NobleConnection>();
  readonly #connecting = new Set<string>();
  readonly #seekers = new Set<(deviceId: string) => void>();
  /** Gives up what is under way, in order. */
  readonly #stopping = new AbortController();
  /** The adapter is gone: nothing can be asked of it. */
  readonly #gone = new AbortController();
  readonly #watchdog: NodeJS.Timeout;
  #listening = false;
  #lastHeardS = nowS();

  constructor(instance: NobleInstance, onAdvertisement: (advertisement: Advertisement) => void) {
    this.#instance = instance;
    this.#onAdvertisement = onAdvertisement;
    this.#scanner = new Scanner(instance.noble);
    instance.noble.on("discover", this.#onDiscover);
    this.#watchdog = setInterval(() => this.#restartSilentScan(), silenceCheckMs);
  }

  /** Whether somebody wants to hear advertisements. */
  setListening(listening: boolean): void {
    this.#listening = listening;
    this.#adjustScanning();
  }

  /** `timeoutMs` holds for being heard and, once it is its turn, for the connection. @throws BluetoothError */
  async connect(
    deviceId: string,
    parameters: ConnectionParameters,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<GattConnection> {
    const signals = [this.#stopping.signal, this.#gone.signal, signal];
    for (const each of signals) each.throwIfAborted();
    if (this.#connections.has(deviceId) || this.#connecting.has(deviceId)) {
      throw new BluetoothError("connect-failed", `${deviceId} is connected already.`);
    }
    this.#connecting.add(deviceId);
    try {
      for (;;) {
        await this.#waitUntilHeard(deviceId, timeoutMs, signals);
        const turn = this.#radio.run(() =>
          this.#attempt(deviceId, parameters, timeoutMs, [this.#stopping.signal, signal]),
        );
        const connection = await unlessAborted(turn, AbortSignal.any(signals), (late) => {
          void late?.disconnect();
        });
        if (connection !== null) return connection;
      }
    } finally {
      this.#connecting.delete(deviceId);
      this.#adjustScanning();
    }
  }

  /** Ends everything in order, while the adapter is still there. */
  async close(reason: BluetoothError): Promise<void> {
    this.#listening = false;
    this.#stopping.abort(reason);
    await this.#radio.run(() => this.#scanner.stop());
    await Promise.all([...this.#connections.values()].map((connection) => connection.end(reason)));
    this.lose(reason);
  }

  /** The adapter is switched off or gone: everything is over now. */
  lose(reason: BluetoothError): void {
    if (this.#gone.signal.aborted) return;
    clearInterval(this.#watchdog);
    this.#gone.abort(reason);
    for (const connection of this.#connections.values()) connection.over(reason);
    this.#instance.dispose();
  }

  readonly #onDiscover = (peripheral: NoblePeripheral): void => {
    const heardS = nowS();
    const advertisement = advertisementOf(peripheral, heardS);
    const { deviceId } = advertisement;
    this.#lastHeardS = heardS;
    // Taken out first, so that the map is in the order of hearing.
    this.#heard.delete(deviceId);
    this.#heard.set(deviceId, { peripheral, heardS });
    this.#forgetSurplus();
    for (const seeker of this.#seekers) seeker(deviceId);
    if (this.#listening) this.#onAdvertisement(advertisement);
  };

  #forgetSurplus(): void {
    for (const [deviceId, { peripheral }] of this.#heard) {
      if (this.#heard.size <= mostDevices) return;
      if (this.#connections.has(deviceId) || this.#connecting.has(deviceId)) continue;
      this.#heard.delete(deviceId);
      this.#instance.forget(peripheral.id);
    }
  }

  #freshPeripheral(deviceId: string): NoblePeripheral | null {
    const heard = this.#heard.get(deviceId);
    return heard !== undefined && nowS() - heard.heardS <= freshS ? heard.peripheral : null;
  }

  async #waitUntilHeard(
    deviceId: string,
    timeoutMs: number,
    signals: readonly AbortSignal[],
  ): Promise<void> {
    if (this.#freshPeripheral(deviceId) !== null) return;
    await settle<void>(
      (settling) => {
        const seeker = (heardId: string) => {
          if (heardId === deviceId) settling.resolve();
        };
        this.#seekers.add(seeker);
        settling.onSettled(() => this.#seekers.delete(seeker));
        this.#adjustScanning();
      },
      {
        timeoutMs,
        onTimeout: () =>
          new BluetoothError(
            "connect-timeout",
            `${deviceId} was not heard within ${timeoutMs / 1000} s.`,
          ),
        signals,
      },
    );
  }

  /** Null where the device was not heard for too long while it waited for its turn. */
  async #attempt(
    deviceId: string,
    parameters: ConnectionParameters,
    timeoutMs: number,
    signals: readonly AbortSignal[],
  ): Promise<NobleConnection | null> {
    const peripheral = this.#freshPeripheral(deviceId);
    if (peripheral === null) return null;
    for (const signal of signals) signal.throwIfAborted();
    // Whoever wants it again must hear it again.
    this.#heard.set(deviceId, { peripheral, heardS: Number.NEGATIVE_INFINITY });
    // Some adapters refuse to connect while they scan.
    await this.#scanner.stop();
    const connection = await attemptConnect({
      instance: this.#instance,
      peripheral,
      deviceId,
      parameters: nobleParameters(parameters),
      timeoutMs,
      signals,
      adapterGone: this.#gone.signal,
      onOver: () => this.#connections.delete(deviceId),
    });
    if (this.#gone.signal.aborted) connection.over(this.#gone.signal.reason);
    if (!connection.ended.aborted) this.#connections.set(deviceId, connection);
    return connection;
  }

  #adjustScanning(): void {
    void this.#radio.run(async () => {
      if (this.#gone.signal.aborted || this.#stopping.signal.aborted) return;
      const wanted = this.#listening || this.#seekers.size > 0;
      if (wanted && !this.#scanner.on) {
        this.#lastHeardS = nowS();
        await this.#scanner.start();
      }
      if (!wanted) await this.#scanner.stop();
    });
  }

  #restartSilentScan(): void {
    if (!this.#scanner.on || nowS() - this.#lastHeardS < silenceS) return;
    void this.#radio.run(async () => {
      await this.#scanner.stop();
      this.#adjustScanning();
    });
  }
}
