import { ClockEstimator } from "../clock/clock-estimator.ts";
import { TickUnwrapper } from "../clock/tick-unwrapper.ts";
import type { SamplesPacket } from "../codec/packet.ts";
import { tickRateHz } from "../codec/protocol.ts";
import { sequenceGap } from "../codec/sequence.ts";
import type { FaultCode } from "../model/fault.ts";
import type { PodDescription, PodId } from "../model/pod.ts";
import { perSubscription } from "./per-subscription.ts";
import type { PacketValue, PipelineOperator, PipelineValue } from "./pipeline-value.ts";

type Emit = (out: PipelineValue) => void;

/** One pod's packets in order and on the session's time line. One object per pod: clocks are never shared. */
class PodTimeline {
  readonly #pod: PodDescription;
  readonly #unwrapper = new TickUnwrapper();
  readonly #clock = new ClockEstimator();
  #sequence: number | null = null;
  #newestTicks = 0;
  #newestS = Number.NEGATIVE_INFINITY;

  constructor(pod: PodDescription) {
    this.#pod = pod;
  }

  take(value: PacketValue, packet: SamplesPacket, emit: Emit): void {
    const { podId, arrivalTimeS, placement } = value;
    const fault = (code: FaultCode, count: number, message: string): void =>
      emit({
        kind: "fault",
        code,
        timeS: arrivalTimeS,
        podId,
        message: `${placement} pod: ${message}`,
        count,
      });

    if (!this.#formatExpected(packet)) {
      fault(
        "packet-unexpected-format",
        1,
        `packet ${packet.sequence} has ${packet.sampleRateHz} Hz, ±${packet.accRangeG} g, ` +
          `±${packet.gyrRangeDegPerS} °/s; configured are ${this.#pod.sampleRateHz} Hz, ` +
          `±${this.#pod.accRangeG} g, ±${this.#pod.gyrRangeDegPerS} °/s`,
      );
      return;
    }
    const gap = this.#sequence === null ? 0 : sequenceGap(this.#sequence, packet.sequence);
    if (gap === -1) {
      fault("packet-duplicate", 1, `packet ${packet.sequence} arrived twice`);
      return;
    }
    if (gap < -1 && !this.#restarted(packet)) {
      fault("packet-out-of-order", 1, `packet ${packet.sequence} arrived after ${this.#sequence}`);
      return;
    }
    this.#sequence = packet.sequence;

    const lastTicks = this.#unwrapper.unwrap(packet.ticks) + packet.spanTicks;
    const continuous = this.#clock.observe(lastTicks / tickRateHz, arrivalTimeS);
    let lostBefore = 0;
    if (!continuous) {
      fault("clock-step", 1, "its clock jumped; it was probably restarted. Times start anew");
    } else if (gap > 0) {
      lostBefore = gap * this.#pod.batchSamples;
      fault("samples-lost", lostBefore, `${gap} packets missing before packet ${packet.sequence}`);
    }
    if (packet.clipped) {
      fault("sample-saturated", 1, `packet ${packet.sequence} reaches the end of its range`);
    }
    this.#emitBatch(value, packet, lastTicks, lostBefore, emit);
    emit({ kind: "clock", podId, driftPpm: this.#clock.driftPpm });
  }

  #formatExpected(packet: SamplesPacket): boolean {
    return (
      packet.sampleRateHz === this.#pod.sampleRateHz &&
      packet.accRangeG === this.#pod.accRangeG &&
      packet.gyrRangeDegPerS === this.#pod.gyrRangeDegPerS
    );
  }

  /** A sequence number that went back is a reboot, and no late packet, where the ticks are far off as well. */
  #restarted(packet: SamplesPacket): boolean {
    return Math.abs((packet.ticks - this.#newestTicks) | 0) > 60 * tickRateHz;
  }

  #emitBatch(
    value: PacketValue,
    packet: SamplesPacket,
    lastTicks: number,
    lostBefore: number,
    emit: Emit,
  ): void {
    this.#newestTicks = packet.ticks;
    const count = packet.count;
    const nominalS = 1 / packet.sampleRateHz;
    const periodS = count > 1 ? packet.spanTicks / (count - 1) / tickRateHz : nominalS;
    const lastS = this.#clock.toSessionTimeS(lastTicks / tickRateHz);
    const timeS = new Float64Array(count);
    // The mapping may step back by a fraction of a sample; the order of samples must not turn around.
    const firstS = lastS - (count - 1) * periodS;
    const startS = firstS > this.#newestS ? firstS : this.#newestS + periodS / 2;
    for (let i = 0; i < count; i++) timeS[i] = startS + i * periodS;
    this.#newestS = timeS[count - 1] as number;
    emit({
      kind: "samples",
      podId: value.podId,
      placement: value.placement,
      count,
      arrivalTimeS: value.arrivalTimeS,
      timeS,
      samplePeriodS: periodS,
      accMPerS2: packet.accMPerS2,
      gyrRadPerS: packet.gyrRadPerS,
      lostBefore,
    });
  }
}

/**
 * Sample packets become batches in session time: sequence numbers tell what is missing, doubled or
 * late, the pod's own ticks tell when it was sampled, and arrival times only tie the two clocks
 * together. Backfilled packets are left alone.
 */
export function alignClock(pods: readonly PodDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const timelines = new Map<PodId, PodTimeline>(
      pods.map((pod) => [pod.podId, new PodTimeline(pod)]),
    );
    return (value, emit) => {
      if (value.kind !== "packet" || value.packet.kind !== "samples" || value.packet.backfilled) {
        emit(value);
        return;
      }
      timelines.get(value.podId)?.take(value, value.packet, emit);
    };
  });
}
