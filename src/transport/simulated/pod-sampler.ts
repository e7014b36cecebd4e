import { encodePacket } from "../../codec/encode-packet.ts";
import type { SamplingSettings } from "../../codec/packet.ts";
import type { PacketBuffer } from "./packet-buffer.ts";
import type { PodClock } from "./pod-clock.ts";
import type { PodSensor } from "./pod-sensor.ts";

/** Told of every packet when its last sample is there. */
export type PacketSink = (bytes: Uint8Array, readyS: number, clippedSamples: number) => void;

/** Reads the sensor at the pod's own pace, and makes packets that go into the buffer. */
export class PodSampler {
  readonly #sensor: PodSensor;
  readonly #clock: PodClock;
  readonly #buffer: PacketBuffer;
  /** True rate of the sensor's own oscillator, in nominal ones. */
  readonly #rateFactor: number;
  readonly #sink: PacketSink;
  #settings: SamplingSettings | null = null;
  #acc = new Float64Array(0);
  #gyr = new Float64Array(0);
  #nextS = Number.POSITIVE_INFINITY;
  #count = 0;
  #clipped = 0;
  #firstTicks = 0;
  #lastTicks = 0;
  #lastS = 0;

  constructor(
    parts: {
      readonly sensor: PodSensor;
      readonly clock: PodClock;
      readonly sampleRateErrorPct: number;
    },
    buffer: PacketBuffer,
    sink: PacketSink,
  ) {
    this.#sensor = parts.sensor;
    this.#clock = parts.clock;
    this.#rateFactor = 1 + parts.sampleRateErrorPct / 100;
    this.#buffer = buffer;
    this.#sink = sink;
  }

  start(settings: SamplingSettings, timeS: number): void {
    this.#sensor.configure(settings);
    this.#settings = settings;
    this.#acc = new Float64Array(3 * settings.batchSamples);
    this.#gyr = new Float64Array(3 * settings.batchSamples);
    this.#count = 0;
    this.#nextS = timeS;
    this.#nextS += this.#periodS(settings);
  }

  /** Samples that wait for a full packet become a shorter one. */
  stop(): void {
    this.closePacket();
    this.abandon();
  }

  /** Power is gone: what waits for a full packet is lost. */
  abandon(): void {
    this.#settings = null;
    this.#count = 0;
    this.#nextS = Number.POSITIVE_INFINITY;
  }

  /** Takes every sample up to `untilS`, inclusive. */
  run(untilS: number): void {
    const settings = this.#settings;
    if (settings === null) return;
    while (this.#nextS <= untilS) {
      const timeS = this.#nextS;
      const at = 3 * this.#count;
      if (this.#sensor.sample(this.#acc, this.#gyr, at, timeS)) this.#clipped += 1;
      const ticks = this.#clock.ticksAt(timeS);
      if (this.#count === 0) this.#firstTicks = ticks;
      this.#lastTicks = ticks;
      this.#lastS = timeS;
      this.#count += 1;
      this.#nextS += this.#periodS(settings);
      if (this.#count === settings.batchSamples) this.closePacket();
    }
  }

  /** Makes a packet of the samples that there are. */
  closePacket(): void {
    const settings = this.#settings;
    const count = this.#count;
    if (settings === null || count === 0) return;
    const bytes = encodePacket({
      kind: "samples",
      backfilled: false,
      sequence: this.#buffer.made & 0xffff,
      ticks: this.#firstTicks >>> 0,
      spanTicks: this.#lastTicks - this.#firstTicks,
      count,
      sampleRateHz: settings.sampleRateHz,
      accRangeG: settings.accRangeG,
      gyrRangeDegPerS: settings.gyrRangeDegPerS,
      clipped: this.#clipped > 0,
      overrun: false,
      accMPerS2: this.#acc.subarray(0, 3 * count),
      gyrRadPerS: this.#gyr.subarray(0, 3 * count),
    });
    this.#buffer.push(bytes);
    this.#sink(bytes, this.#lastS, this.#clipped);
    this.#count = 0;
    this.#clipped = 0;
  }

  #periodS({ sampleRateHz }: SamplingSettings): number {
    return 1 / (sampleRateHz * this.#rateFactor * this.#clock.rateAt(this.#nextS));
  }
}
