import {
  encodeCommandResult,
  encodeData,
  encodeHello,
  encodeImu6,
  encodeImuConfig,
} from "../../codec/movesense/encode-notifications.ts";
import {
  energyLevelPath,
  gspCommands,
  gspResponses,
  gspResults,
  imuConfigPath,
} from "../../codec/movesense/gsp.ts";
import type { ImuRanges } from "../../codec/movesense/imu6.ts";
import { tickRateHz } from "../../codec/protocol.ts";
import type { PodClock } from "../simulated/pod-clock.ts";
import type { PodSensor } from "../simulated/pod-sensor.ts";

/** Rates of /Meas/IMU6, Hz. */
const sampleRatesHz: readonly number[] = [13, 26, 52, 104, 208, 416, 833, 1666];
const imu6PathFormat = /^\/Meas\/IMU6\/(\d+)$/;
/** Subscriptions that the firmware has room for. */
const mostSubscriptions = 4;
const batchSamples = 8;
/** Notifications that wait for the radio; more are lost. */
const mostWaiting = 20;
const attHeaderBytes = 3;

/** Firmware that speaks version 1 of the protocol, or the sample of device library 2.0 to 2.2, which knows HELLO, SUBSCRIBE and UNSUBSCRIBE. */
export type MovesenseFirmware = "version-1" | "sample";

export interface MovesenseParts {
  /** 12 digits */
  readonly serial: string;
  readonly firmware: MovesenseFirmware;
  readonly sensor: PodSensor;
  readonly clock: PodClock;
  /** True sample rate against the nominal one, %. */
  readonly sampleRateErrorPct: number;
  readonly ranges: ImuRanges;
  readonly batteryPct: (timeS: number) => number;
}

interface Subscription {
  readonly reference: number;
  readonly path: string;
}

interface Sampling {
  readonly rateHz: number;
  nextS: number;
  firstTicks: number;
  count: number;
}

/**
 * The firmware of a Movesense sensor, as far as public documents tell (docs/movesense.md), without any radio: whoever carries its
 * notifications says when there is a link, writes commands, and takes what waits. It knows no time but what it is told, in
 * seconds of the session; calls must come in the order of time.
 */
export class MovesenseSensor {
  readonly #parts: MovesenseParts;
  readonly #acc = new Float64Array(3 * batchSamples);
  readonly #gyr = new Float64Array(3 * batchSamples);
  #subscriptions: Subscription[] = [];
  #sampling: Sampling | null = null;
  #waiting: { readonly readyS: number; readonly bytes: Uint8Array }[] = [];
  #mtu = 0;
  #isListenedTo = false;
  #erasures = 0;

  constructor(parts: MovesenseParts) {
    this.#parts = parts;
  }

  get localName(): string {
    return `Movesense ${this.#parts.serial}`;
  }

  /** How often its recordings were erased: a central that only wants samples must never do so. */
  get erasures(): number {
    return this.#erasures;
  }

  /** When the first notification that waits became ready, s; null = none waits. */
  get waitingSinceS(): number | null {
    return this.#waiting[0]?.readyS ?? null;
  }

  /** A central has connected. @param mtu the ATT_MTU that both agreed on. */
  connect(timeS: number, mtu: number): void {
    this.advance(timeS);
    this.#mtu = mtu;
  }

  /** The link is gone, and with it every subscription. */
  disconnect(timeS: number): void {
    this.advance(timeS);
    this.#mtu = 0;
    this.#isListenedTo = false;
    this.#subscriptions = [];
    this.#sampling = null;
    this.#waiting = [];
  }

  /** The central switches notifications on or off. */
  listen(on: boolean, timeS: number): void {
    this.advance(timeS);
    this.#isListenedTo = on;
    if (!on) this.#waiting = [];
  }

  /** Power-up: its clock begins again. */
  restart(timeS: number): void {
    this.disconnect(timeS);
    this.#parts.clock.restart(timeS);
  }

  /** Takes every sample up to `untilS`. */
  advance(untilS: number): void {
    const { sensor, clock, sampleRateErrorPct } = this.#parts;
    for (;;) {
      const sampling = this.#sampling;
      if (sampling === null || sampling.nextS > untilS) return;
      const timeS = sampling.nextS;
      sensor.sample(this.#acc, this.#gyr, 3 * sampling.count, timeS);
      if (sampling.count === 0) sampling.firstTicks = clock.ticksAt(timeS);
      sampling.count += 1;
      const trueHz = sampling.rateHz * (1 + sampleRateErrorPct / 100) * clock.rateAt(timeS);
      sampling.nextS = timeS + 1 / trueHz;
      if (sampling.count === batchSamples) this.#sendBatch(sampling, timeS);
    }
  }

  /** The next notification that was ready at `readyByS`, cut to what the link carries; null = none. */
  take(readyByS: number): Uint8Array | null {
    const next = this.#waiting[0];
    if (next === undefined || next.readyS > readyByS) return null;
    this.#waiting.shift();
    // Core Specification, Vol 3, Part F, 3.4.7.1: a longer value is cut.
    return next.bytes.subarray(0, this.#mtu - attHeaderBytes);
  }

  /** The central has written a command; the answer waits for the radio. */
  write(bytes: Uint8Array, timeS: number): void {
    this.advance(timeS);
    const [command, reference] = bytes;
    if (command === undefined || reference === undefined) return;
    const path = new TextDecoder().decode(bytes.subarray(2));
    if (command === gspCommands.hello) this.#hello(reference, timeS);
    else if (command === gspCommands.subscribe) this.#subscribe({ reference, path }, timeS);
    else if (command === gspCommands.unsubscribe) this.#unsubscribe(reference, timeS);
    else if (command === gspCommands.get) this.#get(reference, path, timeS);
  }

  get #isVersion1(): boolean {
    return this.#parts.firmware === "version-1";
  }

  #hello(reference: number, timeS: number): void {
    const { serial } = this.#parts;
    const about = {
      serial,
      productName: "Movesense HR+",
      appName: "gatt_sensordata_app",
      appVersion: "2.3.1",
    };
    const plain = [gspResponses.commandResult, reference, ...new TextEncoder().encode("Hello")];
    this.#send(this.#isVersion1 ? encodeHello(reference, about) : Uint8Array.from(plain), timeS);
  }

  #subscribe(asked: Subscription, timeS: number): void {
    const { reference, path } = asked;
    if (this.#subscriptions.length === mostSubscriptions) {
      // The sample writes the code's high byte first.
      const swapped = Uint8Array.of(gspResponses.commandResult, reference, 0x01, 0xfb);
      const result = encodeCommandResult(reference, gspResults.insufficientStorage);
      this.#send(this.#isVersion1 ? result : swapped, timeS);
      return;
    }
    const rateText = imu6PathFormat.exec(path)?.[1];
    const resultCode =
      rateText === undefined ? gspResults.notFound : this.#startImu6(rateText, timeS);
    if (resultCode < 400) this.#subscriptions.push(asked);
    // The sample keeps the result to itself.
    if (this.#isVersion1) this.#send(encodeCommandResult(reference, resultCode), timeS);
  }

  /** One sensor measures at one rate: what a second one gives public documents do not say. */
  #startImu6(rateText: string, timeS: number): number {
    const rateHz = Number(rateText);
    if (!sampleRatesHz.includes(rateHz)) return gspResults.notImplemented;
    if (this.#sampling !== null) {
      return this.#sampling.rateHz === rateHz ? gspResults.ok : gspResults.notImplemented;
    }
    this.#parts.sensor.configure({ sampleRateHz: rateHz, batchSamples, ...this.#parts.ranges });
    this.#sampling = { rateHz, nextS: timeS + 1 / rateHz, firstTicks: 0, count: 0 };
    return gspResults.ok;
  }

  #unsubscribe(reference: number, timeS: number): void {
    const at = this.#subscriptions.findIndex((one) => one.reference === reference);
    if (at !== -1) this.#subscriptions.splice(at, 1);
    if (this.#subscriptions.length === 0) this.#sampling = null;
    if (!this.#isVersion1) return;
    const resultCode = at === -1 ? gspResults.notFound : gspResults.ok;
    this.#send(encodeCommandResult(reference, resultCode), timeS);
  }

  /** What is GET in version 1 erases the recordings in samples of before. */
  #get(reference: number, path: string, timeS: number): void {
    if (!this.#isVersion1) {
      this.#erasures += 1;
      return;
    }
    const value = this.#valueOf(path, timeS);
    const resultCode = value === null ? gspResults.notFound : gspResults.ok;
    this.#send(encodeCommandResult(reference, resultCode, value ?? undefined), timeS);
  }

  #valueOf(path: string, timeS: number): Uint8Array | null {
    if (path === imuConfigPath) return encodeImuConfig(this.#parts.ranges);
    if (path === energyLevelPath) return Uint8Array.of(Math.round(this.#parts.batteryPct(timeS)));
    return null;
  }

  /** Two subscriptions of one resource get its values once, under the reference of the first. */
  #sendBatch(sampling: Sampling, readyS: number): void {
    sampling.count = 0;
    const [first] = this.#subscriptions;
    if (first === undefined) return;
    const timestampMs = Math.floor((sampling.firstTicks * 1000) / tickRateHz) >>> 0;
    const value = encodeImu6(timestampMs, this.#acc, this.#gyr);
    for (const bytes of encodeData(first.reference, value)) this.#send(bytes, readyS);
  }

  #send(bytes: Uint8Array, readyS: number): void {
    if (this.#isListenedTo && this.#waiting.length < mostWaiting) {
      this.#waiting.push({ readyS, bytes });
    }
  }
}
