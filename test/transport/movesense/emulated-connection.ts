import { gspCharacteristicUuids, gspServiceUuid } from "../../../src/codec/movesense/gsp.ts";
import type {
  CharacteristicAddress,
  DiscoveredCharacteristic,
  GattConnection,
  ValueListener,
} from "../../../src/transport/bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../../../src/transport/bluetooth/bluetooth-error.ts";
import { PodClock } from "../../../src/transport/simulated/pod-clock.ts";
import type { PodSensor } from "../../../src/transport/simulated/pod-sensor.ts";
import {
  type MovesenseParts,
  MovesenseSensor,
} from "../../../src/transport/virtual/movesense-sensor.ts";

export const serial = "204730000081";

/** Lies still with its x axis up, and turns about it at 45 °/s. */
const turningSensor: PodSensor = {
  configure: () => undefined,
  sample: (acc, gyr, at) => {
    acc.set([9.80665, 0, 0], at);
    gyr.set([Math.PI / 4, 0, 0], at);
    return false;
  },
  temperatureC: () => 25,
};

export function movesenseSensor(parts: Partial<MovesenseParts> = {}): MovesenseSensor {
  return new MovesenseSensor({
    serial,
    firmware: "version-1",
    sensor: turningSensor,
    clock: new PodClock(0, 32768 * 100, { ppmPerMinute: 0 }),
    sampleRateErrorPct: 0,
    ranges: { accRangeG: 16, gyrRangeDegPerS: 2000 },
    batteryPct: () => 76.4,
    ...parts,
  });
}

/** How often notifications are fetched, s. */
const eventEveryS = 0.03;

/** A connection to an emulated sensor without a radio; the sensor's time is the test's to move on. */
export class EmulatedConnection implements GattConnection {
  readonly deviceId = "0c8cdc3872e8";
  readonly mtu: number;
  readonly written: Uint8Array[] = [];
  characteristics: readonly string[] = Object.values(gspCharacteristicUuids);
  timeS = 0;
  /** What the sensor is not told, although the write is confirmed. */
  swallows: (command: number) => boolean = () => false;
  readonly #sensor: MovesenseSensor;
  readonly #end = new AbortController();
  #listener: ValueListener | null = null;

  constructor(sensor: MovesenseSensor, mtu = 161) {
    this.#sensor = sensor;
    this.mtu = mtu;
    sensor.connect(0, mtu);
  }

  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /** Lets the sensor measure until then, and hands on what it sends. */
  advance(untilS: number): void {
    do {
      this.timeS = Math.min(untilS, this.timeS + eventEveryS);
      this.#sensor.advance(this.timeS);
      for (let bytes = this.#take(); bytes !== null; bytes = this.#take()) {
        this.#listener?.(bytes, this.timeS);
      }
    } while (this.timeS < untilS);
  }

  #take(): Uint8Array | null {
    return this.#sensor.take(this.timeS);
  }

  lose(): void {
    this.#sensor.disconnect(this.timeS);
    this.#end.abort(new BluetoothError("link-lost", "gone"));
  }

  async discover(serviceUuids?: readonly string[]): Promise<readonly DiscoveredCharacteristic[]> {
    if (serviceUuids?.includes(gspServiceUuid) === false) return [];
    return this.characteristics.map((characteristicUuid) => ({
      serviceUuid: gspServiceUuid,
      characteristicUuid,
      properties: characteristicUuid === gspCharacteristicUuids.data ? ["notify"] : ["write"],
    }));
  }

  async write(at: CharacteristicAddress, value: Uint8Array, mode: string): Promise<void> {
    if (this.ended.aborted) throw this.ended.reason;
    if (at.characteristicUuid !== gspCharacteristicUuids.command || mode !== "with-response") {
      throw new BluetoothError("att-error", "not to be written like that");
    }
    this.written.push(value);
    if (!this.swallows(value[0] ?? 0)) this.#sensor.write(value, this.timeS);
    // The answer comes after the write is confirmed.
    setImmediate(() => this.advance(this.timeS));
  }

  async subscribe(at: CharacteristicAddress, listener: ValueListener): Promise<void> {
    if (at.characteristicUuid !== gspCharacteristicUuids.data) {
      throw new BluetoothError("att-error", "cannot notify");
    }
    this.#listener = listener;
    this.#sensor.listen(true, this.timeS);
  }

  async unsubscribe(): Promise<void> {
    this.#listener = null;
    this.#sensor.listen(false, this.timeS);
  }

  async read(): Promise<Uint8Array> {
    throw new BluetoothError("att-error", "cannot be read");
  }

  async readRssi(): Promise<number> {
    return -60;
  }

  async disconnect(): Promise<void> {
    this.lose();
  }
}
