import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { encodePacket } from "../codec/encode-packet.ts";
import type { Packet } from "../codec/packet.ts";
import { tickRateHz } from "../codec/protocol.ts";
import { LinkDelivery } from "../kernels/simulation/link-delivery.ts";
import type { PodDescription } from "../model/pod.ts";
import type { NotificationChannel, TransportEvent } from "../model/transport-event.ts";
import type { ImportedPod } from "./treadmill-samples.ts";

/** How the link of an imported pod behaves: ordinary for Bluetooth LE beside a treadmill. */
export const emulatedLinkParams = {
  /** Connection interval, s; with batches of 7 samples at 200 Hz it does not lock (SPEC.md). */
  connectionIntervalS: 0.01875,
  /** Share of connection events lost and repeated in the next. */
  eventLoss: 0.02,
  /** The pod needs this long to make a packet, s. */
  podDelayS: 0.001,
  /** Mean of the exponential delay until the host reads the clock, s. */
  hostJitterS: 0.0015,
  /** Pod clocks are off by at most this, parts per million. */
  maxDriftPpm: 50,
  statusEveryS: 1,
} as const;

/**
 * Gives samples that were all measured on one clock the life of real pods: a clock of its own with
 * offset and drift, packets, connection events, repeats and host jitter. Everything random comes from
 * the generator, so that a seed gives the same bytes.
 */
export class EmulatedPodLink {
  readonly driftPpm: number;
  readonly #pod: PodDescription;
  readonly #delivery: LinkDelivery;
  readonly #firstTick: number;
  readonly #bootId: number;
  #sequence: number;

  constructor(pod: PodDescription, random: RandomGenerator) {
    this.#pod = pod;
    this.driftPpm = emulatedLinkParams.maxDriftPpm * (2 * uniformFloat64(random) - 1);
    this.#firstTick = uniformInt(random, 0, 0xffff_ffff);
    this.#sequence = uniformInt(random, 0, 0xffff);
    this.#bootId = uniformInt(random, 0, 0xffff);
    this.#delivery = new LinkDelivery(emulatedLinkParams, () => uniformFloat64(random));
  }

  /** All events of the pod in order of arrival: link states, then sample and status packets. */
  *events(timeS: Float64Array, samples: ImportedPod): Generator<TransportEvent> {
    const { podId, batchSamples } = this.#pod;
    for (const state of ["connecting", "configuring", "streaming"] as const) {
      yield { kind: "link", arrivalTimeS: 0, podId, state };
    }
    let nextStatusS = 0;
    for (let first = 0; first + batchSamples <= timeS.length; first += batchSamples) {
      const lastS = timeS[first + batchSamples - 1] as number;
      if (lastS >= nextStatusS) {
        yield this.#notification("status", this.#status(lastS), lastS);
        nextStatusS = lastS + emulatedLinkParams.statusEveryS;
      }
      const firstS = timeS[first] as number;
      yield this.#notification("samples", this.#batch(first, firstS, lastS, samples), lastS);
    }
  }

  #batch(first: number, firstS: number, lastS: number, samples: ImportedPod): Packet {
    const { batchSamples, sampleRateHz, accRangeG, gyrRangeDegPerS } = this.#pod;
    const end = first + batchSamples;
    const ticks = this.#ticks(firstS);
    const packet: Packet = {
      kind: "samples",
      backfilled: false,
      sequence: this.#sequence,
      ticks: ticks >>> 0,
      spanTicks: this.#ticks(lastS) - ticks,
      count: batchSamples,
      sampleRateHz,
      accRangeG,
      gyrRangeDegPerS,
      clipped: false,
      overrun: false,
      accMPerS2: samples.accMPerS2.subarray(3 * first, 3 * end),
      gyrRadPerS: samples.gyrRadPerS.subarray(3 * first, 3 * end),
    };
    this.#sequence = (this.#sequence + 1) & 0xffff;
    return packet;
  }

  #status(timeS: number): Packet {
    return {
      kind: "status",
      state: "streaming",
      ticks: this.#ticks(timeS) >>> 0,
      bootId: this.#bootId,
      // The recording does not tell them.
      batteryPct: null,
      temperatureC: null,
      clippedSamples: 0,
      overrunSamples: 0,
      droppedPackets: 0,
      newestSequence: (this.#sequence + 0xffff) & 0xffff,
      bufferedPackets: 0,
      errorCode: 0,
    };
  }

  /** Ticks of the pod's own clock, not yet wrapped; exact in double precision. */
  #ticks(timeS: number): number {
    return this.#firstTick + Math.round(timeS * (1 + this.driftPpm * 1e-6) * tickRateHz);
  }

  #notification(channel: NotificationChannel, packet: Packet, readyS: number): TransportEvent {
    return {
      kind: "notification",
      arrivalTimeS: this.#delivery.arrivalS(this.#delivery.nextEventS(readyS)),
      podId: this.#pod.podId,
      channel,
      payload: encodePacket(packet),
    };
  }
}
