import type { SamplesOfPod } from "../codec/packet.ts";
import { placementNames } from "../model/placement-names.ts";
import type { PodDescription } from "../model/pod.ts";
import { PacketGaps, type SettledGap } from "./packet-gaps.ts";
import type { PacketValue, PipelineValue } from "./pipeline-value.ts";

type Emit = (out: PipelineValue) => void;

/** What becomes of the samples of one pod that did not come live: found again, or gone for good. */
export class BackfillAccount {
  readonly #pod: PodDescription;
  readonly gaps = new PacketGaps();

  constructor(pod: PodDescription) {
    this.#pod = pod;
  }

  /**
   * Samples are missing before a live packet.
   * @param packets that are missing by their numbers; null where pods of the family have none.
   * @param fromS arrival of the live packet before, s.
   */
  lost(
    packets: number | null,
    samples: number,
    fromS: number,
    next: { readonly value: PacketValue; readonly packet: SamplesOfPod },
    emit: Emit,
  ): void {
    const { arrivalTimeS } = next.value;
    const { sequence } = next.packet;
    if (packets !== null && packets > 0 && sequence !== null) {
      const firstSequence = (sequence - packets + 0x1_0000) & 0xffff;
      this.gaps.open({ firstSequence, packets, samples, fromS, untilS: arrivalTimeS });
    } else {
      // What was never numbered cannot be asked for.
      this.#emit({ recovered: 0, corrected: 0, unrecoverable: samples }, arrivalTimeS, emit);
    }
  }

  takeBackfilled(packet: SamplesOfPod, timeS: number, emit: Emit): void {
    if (this.gaps.take(packet, timeS) === null) return;
    this.#emit({ recovered: packet.count, corrected: 0, unrecoverable: 0 }, timeS, emit);
    this.settle(timeS, emit);
  }

  settle(nowS: number, emit: Emit): void {
    for (const gap of this.gaps.settled(nowS)) this.#conclude(gap, nowS, emit);
  }

  /** The pod began anew: its buffer is empty. */
  restart(nowS: number, emit: Emit): void {
    for (const gap of this.gaps.clear()) this.#conclude(gap, nowS, emit);
  }

  #conclude({ gap, recoveredSamples, complete, overrun }: SettledGap, timeS: number, emit: Emit) {
    const left = gap.samples - recoveredSamples;
    if (complete && !overrun) {
      // Nothing is missing; the count by the clock had been an estimate.
      if (left !== 0) this.#emit({ recovered: 0, corrected: left, unrecoverable: 0 }, timeS, emit);
      return;
    }
    const unrecoverable = Math.max(0, left);
    const corrected = Math.min(0, left);
    this.#emit({ recovered: 0, corrected, unrecoverable }, timeS, emit);
    if (unrecoverable === 0) return;
    const { podId, placement } = this.#pod;
    const found = recoveredSamples === 0 ? "" : `, ${recoveredSamples} came late`;
    emit({
      kind: "fault",
      code: "samples-unrecoverable",
      timeS,
      podId,
      message: `${placementNames[placement]} pod: ${unrecoverable} of ${gap.samples} missing samples are gone for good${found}`,
      count: unrecoverable,
    });
  }

  #emit(
    change: {
      readonly recovered: number;
      readonly corrected: number;
      readonly unrecoverable: number;
    },
    arrivalTimeS: number,
    emit: Emit,
  ): void {
    emit({ kind: "missingSamples", podId: this.#pod.podId, arrivalTimeS, ...change });
  }
}
