import { ClockEstimator } from "../clock/clock-estimator.ts";
import { TickUnwrapper } from "../clock/tick-unwrapper.ts";
import type { SamplesOfPod, TimeExchangeResponse } from "../codec/packet.ts";
import { tickRateHz } from "../codec/protocol.ts";
import { sequenceGap } from "../codec/sequence.ts";
import type { FaultCode } from "../model/fault.ts";
import { placementNames } from "../model/placement-names.ts";
import type { PodDescription, PodId } from "../model/pod.ts";
import { BackfillAccount } from "./backfill-account.ts";
import { perSubscription } from "./per-subscription.ts";
import type { PacketValue, PipelineOperator, PipelineValue } from "./pipeline-value.ts";

type Emit = (out: PipelineValue) => void;

/**
 * Packets are held this long after a pod's clock starts, s: a first packet that was late would put
 * the pod on a wrong time, the earliest arrival of a second does not.
 */
const holdS = 1;

/** Live packets never overtake each other by more than this, s: further back is a clock that began again. */
export const reorderS = 2;

/** A sample packet whose place in time is known on the pod's own clock. */
interface PlacedPacket {
  readonly value: PacketValue;
  readonly packet: SamplesOfPod;
  /** Pod time of the packet's last sample, s. */
  readonly lastPodS: number;
  readonly samplePeriodS: number;
  readonly lostBefore: number;
  readonly restarted: boolean;
}

/** One pod's packets in order and on the session's time line. One object per pod: clocks are never shared. */
class PodTimeline {
  readonly #pod: PodDescription;
  #unwrapper = new TickUnwrapper();
  #clock = new ClockEstimator();
  #newest: SamplesOfPod | null = null;
  #newestPodS = 0;
  #newestArrivalS = 0;
  #bootId: number | null = null;
  #held: PlacedPacket[] | null = [];
  #restarted = false;

  /** Null where nobody asks the pod again for what got lost. */
  readonly backfill: BackfillAccount | null;

  constructor(pod: PodDescription, backfill: boolean) {
    this.#pod = pod;
    this.backfill = backfill ? new BackfillAccount(pod) : null;
  }

  /** Everything but live samples. */
  takeRest(value: PacketValue, emit: Emit): void {
    const { packet, arrivalTimeS } = value;
    switch (packet.kind) {
      case "samples":
        if (packet.backfilled) this.backfill?.takeBackfilled(packet, arrivalTimeS, emit);
        break;
      case "identity":
        this.backfill?.gaps.takeIdentity(packet);
        break;
      case "backfillEnd":
        this.backfill?.gaps.takeEnd(packet);
        break;
      case "status":
        this.#takeBootId(value, packet.bootId, emit);
        this.backfill?.gaps.takeStatus(packet);
        break;
      case "timeExchangeResponse":
        this.#takeBootId(value, packet.bootId, emit);
        this.#takeExchange(value, packet, emit);
        break;
      default:
        break;
    }
  }

  /** A boot id that has changed says that ticks and sequence numbers began again. */
  #takeBootId(value: PacketValue, bootId: number, emit: Emit): void {
    if (this.#bootId !== null && bootId !== this.#bootId) this.#restart(value, emit);
    this.#bootId = bootId;
  }

  /** What a time exchange says of the clock. */
  #takeExchange(value: PacketValue, exchange: TimeExchangeResponse, emit: Emit): void {
    const believed = this.#clock.exchange({
      requestSentS: exchange.centralTimeS,
      podReceivedS: this.#unwrapper.place(exchange.receivedTicks) / tickRateHz,
      podSentS: this.#unwrapper.place(exchange.sentTicks) / tickRateHz,
      responseArrivedS: value.arrivalTimeS,
    });
    if (believed) return;
    const text =
      "its time exchanges do not fit the arrival of its packets and are left out; the host's clock in them may count from elsewhere";
    this.#fault(value, emit, "time-exchange-unusable", 1, text);
  }

  takeSamples(value: PacketValue, packet: SamplesOfPod, emit: Emit): void {
    if (!this.#formatExpected(packet)) {
      this.#fault(value, emit, "packet-unexpected-format", 1, this.#formatText(packet));
      return;
    }
    if (this.#newest !== null) {
      const elapsedS = ((packet.ticks - this.#newest.ticks) | 0) / tickRateHz;
      const gap = gapBetween(this.#newest, packet);
      if ((gap === -1 || gap === null) && elapsedS === 0) {
        const text = `${nameOf(packet)} arrived twice`;
        this.#fault(value, emit, "packet-duplicate", 1, text);
        return;
      }
      if (elapsedS <= 0 && elapsedS > -reorderS && (gap === null || gap < 0)) {
        const text = `${nameOf(packet)} arrived after ${nameOf(this.#newest)}`;
        this.#fault(value, emit, "packet-out-of-order", 1, text);
        return;
      }
      if (elapsedS <= 0) this.#restart(value, emit);
    }
    let lastPodS = this.#lastPodS(packet);
    if (!this.#clock.observe(lastPodS, value.arrivalTimeS)) {
      this.#restart(value, emit);
      lastPodS = this.#lastPodS(packet);
      this.#clock.observe(lastPodS, value.arrivalTimeS);
    }
    const lostBefore = this.#lostBefore(packet, lastPodS);
    if (lostBefore > 0) {
      const text = `${lostBefore} samples missing before ${nameOf(packet)}`;
      this.#fault(value, emit, "samples-lost", lostBefore, text);
      const packets = this.#newest === null ? null : gapBetween(this.#newest, packet);
      this.backfill?.lost(packets, lostBefore, this.#newestArrivalS, { value, packet }, emit);
    }
    if (packet.clipped) {
      const text = `${nameOf(packet)} reaches the end of its range`;
      this.#fault(value, emit, "sample-saturated", 1, text);
    }
    const samplePeriodS = this.#samplePeriodS(packet, lastPodS, lostBefore);
    const restarted = this.#restarted;
    this.#newest = packet;
    this.#newestPodS = lastPodS;
    this.#newestArrivalS = value.arrivalTimeS;
    this.#restarted = false;
    this.#place({ value, packet, lastPodS, samplePeriodS, lostBefore, restarted }, emit);
  }

  /** Pod time of a packet's last sample, s; moves the unwrapper on. */
  #lastPodS(packet: SamplesOfPod): number {
    return (this.#unwrapper.unwrap(packet.ticks) + packet.spanTicks) / tickRateHz;
  }

  /** Samples that the ticks say are missing; they also see what the pod itself lost and silences of any length. */
  #lostBefore(packet: SamplesOfPod, lastPodS: number): number {
    if (this.#newest === null) return 0;
    const sinceS = lastPodS - packet.spanTicks / tickRateHz - this.#newestPodS;
    const missing = Math.round(sinceS * packet.sampleRateHz) - 1;
    // A sensor's real rate may be 3 % off: what that explains is not missing.
    const explained = 0.03 * sinceS * packet.sampleRateHz;
    return missing > explained ? missing : 0;
  }

  /**
   * Spacing of a packet's samples, s. Where nothing is missing it counts from the last sample of the packet
   * before: a packet of one has no span, and the spacings of all packets add up to the time that passed.
   */
  #samplePeriodS(packet: SamplesOfPod, lastPodS: number, lostBefore: number): number {
    const { count, spanTicks, sampleRateHz } = packet;
    if (this.#newest !== null && lostBefore === 0) return (lastPodS - this.#newestPodS) / count;
    return count > 1 ? spanTicks / (count - 1) / tickRateHz : 1 / sampleRateHz;
  }

  #restart(value: PacketValue, emit: Emit): void {
    const text = "its clock began again; it was probably restarted";
    this.#fault(value, emit, "clock-step", 1, text);
    this.backfill?.restart(value.arrivalTimeS, emit);
    this.#unwrapper = new TickUnwrapper();
    this.#clock = new ClockEstimator();
    this.#newest = null;
    // The next status tells the new one; it must not count as a second restart.
    this.#bootId = null;
    this.#restarted = true;
    this.#held = [];
  }

  #place(placed: PlacedPacket, emit: Emit): void {
    if (this.#held === null) {
      this.#emitBatch(placed, emit);
      return;
    }
    this.#held.push(placed);
    const first = this.#held[0] as PlacedPacket;
    if (placed.lastPodS - first.lastPodS < holdS) return;
    const held = this.#held;
    this.#held = null;
    // They become known now, whenever they came: time must not run backward further on.
    for (const one of held) this.#emitBatch({ ...one, value: placed.value }, emit);
  }

  #emitBatch(placed: PlacedPacket, emit: Emit): void {
    const { value, packet, lastPodS, samplePeriodS, lostBefore, restarted } = placed;
    const { podId, placement, arrivalTimeS } = value;
    const { count, accMPerS2, gyrRadPerS } = packet;
    const lastS = this.#clock.toSessionTimeS(lastPodS);
    const timeS = Float64Array.from(
      { length: count },
      (_, i) => lastS - (count - 1 - i) * samplePeriodS,
    );
    emit({
      kind: "samples",
      podId,
      placement,
      count,
      arrivalTimeS,
      timeS,
      samplePeriodS,
      accMPerS2,
      gyrRadPerS,
      lostBefore,
      restarted,
    });
    const { driftPpm, driftSigmaPpm, offsetSigmaS, source, arrivalJitterS } = this.#clock;
    emit({ kind: "clock", podId, driftPpm, driftSigmaPpm, offsetSigmaS, source, arrivalJitterS });
  }

  #formatExpected(packet: SamplesOfPod): boolean {
    return (
      packet.sampleRateHz === this.#pod.sampleRateHz &&
      packet.accRangeG === this.#pod.accRangeG &&
      packet.gyrRangeDegPerS === this.#pod.gyrRangeDegPerS
    );
  }

  #formatText(packet: SamplesOfPod): string {
    const { sampleRateHz, accRangeG, gyrRangeDegPerS } = this.#pod;
    return (
      `${nameOf(packet)} has ${packet.sampleRateHz} Hz, ±${packet.accRangeG} g, ` +
      `±${packet.gyrRangeDegPerS} °/s; configured are ${sampleRateHz} Hz, ±${accRangeG} g, ` +
      `±${gyrRangeDegPerS} °/s`
    );
  }

  #fault(value: PacketValue, emit: Emit, code: FaultCode, count: number, text: string): void {
    const { podId, arrivalTimeS, placement } = value;
    const message = `${placementNames[placement]} pod: ${text}`;
    emit({ kind: "fault", code, timeS: arrivalTimeS, podId, message, count });
  }
}

/** Packets from one to the next, less 1; null where pods of this family do not count them: then the ticks alone tell. */
function gapBetween(earlier: SamplesOfPod, later: SamplesOfPod): number | null {
  if (earlier.sequence === null || later.sequence === null) return null;
  return sequenceGap(earlier.sequence, later.sequence);
}

function nameOf({ sequence, ticks }: SamplesOfPod): string {
  return `packet ${sequence ?? `of pod time ${(ticks / tickRateHz).toFixed(3)} s`}`;
}

/**
 * Sample packets become batches in session time: sequence numbers tell what is doubled or late, the
 * pod's own ticks tell when it was sampled and what is missing, and arrival times and time exchanges only tie
 * the two clocks together. Backfilled packets are only counted.
 * @param backfill whether pods are asked again for samples that were lost on the way.
 */
export function alignClock(pods: readonly PodDescription[], backfill: boolean): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const timelines = new Map<PodId, PodTimeline>(
      pods.map((pod) => [pod.podId, new PodTimeline(pod, backfill)]),
    );
    return (value, emit) => {
      const timeline = value.kind === "packet" ? timelines.get(value.podId) : undefined;
      if (value.kind !== "packet" || timeline === undefined) {
        emit(value);
        if (value.kind === "link") {
          timelines.get(value.podId)?.backfill?.gaps.takeLink(value.state, value.arrivalTimeS);
        } else if (value.kind === "tick") {
          for (const one of timelines.values()) one.backfill?.settle(value.arrivalTimeS, emit);
        }
        return;
      }
      const { packet } = value;
      if (packet.kind === "samples" && !packet.backfilled) {
        timeline.takeSamples(value, packet, emit);
        return;
      }
      timeline.takeRest(value, emit);
      emit(value);
    };
  });
}
