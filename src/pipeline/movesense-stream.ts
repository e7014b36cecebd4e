import { MillisecondTimeline } from "../clock/millisecond-timeline.ts";
import { decodeGsp } from "../codec/movesense/decode-gsp.ts";
import { gspReferences } from "../codec/movesense/gsp.ts";
import type { GspMessage } from "../codec/movesense/gsp-message.ts";
import type { Imu6Samples } from "../codec/movesense/imu6.ts";
import { Imu6Parts } from "../codec/movesense/imu6-parts.ts";
import { decodeEnergyLevel } from "../codec/movesense/resource-values.ts";
import type { PacketFault, SamplesOfPod } from "../codec/packet.ts";
import type { PodDescription } from "../model/pod.ts";

/** Charge of the sensor's battery, 0 … 100 %. */
export interface BatteryLevel {
  readonly kind: "batteryLevel";
  readonly batteryPct: number;
}

export type MovesenseValue = SamplesOfPod | BatteryLevel | PacketFault;

/** What one Movesense sensor sends, as the pipeline knows it. One object per sensor and subscription: parts and times build on each other. */
export class MovesenseStream {
  readonly #pod: PodDescription;
  readonly #parts: Imu6Parts;
  readonly #timeline: MillisecondTimeline;

  constructor(pod: PodDescription) {
    this.#pod = pod;
    this.#parts = new Imu6Parts(pod);
    this.#timeline = new MillisecondTimeline(pod.sampleRateHz);
  }

  /** Takes one notification. */
  take(bytes: Uint8Array): readonly MovesenseValue[] {
    const message = decodeGsp(bytes);
    if (message.kind === "packetFault") return [message];
    if (message.kind === "data" && message.reference === gspReferences.imu6) {
      return this.#parts
        .take(message)
        .map((value) => (value.kind === "imu6" ? this.#samples(value) : value));
    }
    return batteryLevel(message);
  }

  #samples(value: Imu6Samples): SamplesOfPod {
    const { timestampMs, count, clipped, accMPerS2, gyrRadPerS } = value;
    const { sampleRateHz, accRangeG, gyrRangeDegPerS } = this.#pod;
    return {
      kind: "samples",
      backfilled: false,
      sequence: null,
      ...this.#timeline.place(timestampMs, count),
      count,
      sampleRateHz,
      accRangeG,
      gyrRangeDegPerS,
      clipped,
      overrun: false,
      accMPerS2,
      gyrRadPerS,
    };
  }
}

function batteryLevel(message: GspMessage): readonly (BatteryLevel | PacketFault)[] {
  const isLevel =
    message.kind === "commandResult" &&
    message.reference === gspReferences.energyLevel &&
    message.resultCode < 400;
  if (!isLevel) return [];
  const batteryPct = decodeEnergyLevel(message.value);
  return typeof batteryPct === "number" ? [{ kind: "batteryLevel", batteryPct }] : [batteryPct];
}
