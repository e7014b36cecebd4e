import type {
  BackfillEndPacket,
  IdentityPacket,
  SamplesOfPod,
  StatusPacket,
} from "../codec/packet.ts";
import type { LinkState } from "../model/transport-event.ts";

const sequenceNumbers = 0x1_0000;

/** What a pod's buffer holds where its identity has not said more, s (firmware-protocol/SPEC.md, section 4). */
const leastBufferS = 60;
/** A gap is not waited for much longer than the buffer lasts, s: the pod has to be found again first … */
const findingS = 10;
/** … and as long as its packets come, it is being filled, s. */
const progressS = 5;
/** A driver that has gone back to streaming for this long is done with backfill, s. */
const doneS = 2;

/** A run of numbered packets that did not come live. */
export interface PacketGap {
  /** Of the first packet that is missing. */
  readonly firstSequence: number;
  readonly packets: number;
  /** Samples that are missing, by the pod's clock. */
  readonly samples: number;
  /** When the live packet before it arrived, and that after it, s. */
  readonly fromS: number;
  readonly untilS: number;
}

/** A gap about which nothing more is expected. */
export interface SettledGap {
  readonly gap: PacketGap;
  readonly recoveredSamples: number;
  /** Every packet has come. */
  readonly complete: boolean;
  /** The pod itself lost samples in it, before it could number them. */
  readonly overrun: boolean;
}

class OpenGap {
  readonly gap: PacketGap;
  readonly #came = new Set<number>();
  /** Packets before this one of the gap that have not come are gone. */
  #goneBefore = 0;
  /** Of all packets before this one it is known what has become of them. */
  #knownBefore = 0;
  progressAtS: number;
  recoveredSamples = 0;
  overrun = false;

  constructor(gap: PacketGap) {
    this.gap = gap;
    this.progressAtS = gap.untilS;
  }

  /** Place of a sequence number in the gap, from 0; below 0 or beyond its packets outside it. */
  placeOf(sequence: number): number {
    const forward = (sequence - this.gap.firstSequence + sequenceNumbers) % sequenceNumbers;
    return forward < sequenceNumbers / 2 ? forward : forward - sequenceNumbers;
  }

  take({ sequence, count, overrun }: SamplesOfPod, timeS: number): boolean {
    if (sequence === null) return false;
    const place = this.placeOf(sequence);
    if (place < 0 || place >= this.gap.packets || this.#came.has(place)) return false;
    this.#came.add(place);
    this.progressAtS = timeS;
    this.recoveredSamples += count;
    this.overrun ||= overrun;
    return true;
  }

  /** The pod has nothing any more before this packet. */
  loseBefore(sequence: number): void {
    const place = Math.min(this.gap.packets, this.placeOf(sequence));
    this.#goneBefore = Math.max(this.#goneBefore, place);
  }

  loseAll(): void {
    this.#goneBefore = this.gap.packets;
  }

  get isComplete(): boolean {
    return this.#came.size === this.gap.packets;
  }

  /** Whether nothing is missing that the pod may still have. Moves on with every packet: this is asked with every event. */
  get isSettled(): boolean {
    this.#knownBefore = Math.max(this.#knownBefore, this.#goneBefore);
    while (this.#came.has(this.#knownBefore)) this.#knownBefore += 1;
    return this.#knownBefore >= this.gap.packets;
  }
}

/**
 * The gaps in one pod's numbered packets, from when they are noticed until the pod has filled them, or has them no longer: what it
 * still holds its status tells every second; a driver that is done says so by its link; and nobody waits for ever.
 */
export class PacketGaps {
  #open: OpenGap[] = [];
  #bufferS = leastBufferS;
  /** Since when the link streams again after backfill, s; null = it does not, or never filled anything. */
  #doneAtS: number | null = null;
  #isBackfilling = false;

  /** When the live packet before the earliest gap arrived, s; null where none is open. */
  get earliestS(): number | null {
    return this.#open[0]?.gap.fromS ?? null;
  }

  /** How long after a pod's last packet what it has made since may still come, s. */
  get patienceS(): number {
    return this.#bufferS + findingS;
  }

  open(gap: PacketGap): void {
    this.#open.push(new OpenGap(gap));
  }

  /** A packet out of the pod's buffer; the gap that it belongs to, null where it was not missing. */
  take(packet: SamplesOfPod, timeS: number): PacketGap | null {
    return this.#open.find((open) => open.take(packet, timeS))?.gap ?? null;
  }

  takeIdentity({ bufferS }: IdentityPacket): void {
    this.#bufferS = Math.max(leastBufferS, bufferS);
  }

  takeStatus({ newestSequence, bufferedPackets }: StatusPacket): void {
    if (bufferedPackets === 0) for (const open of this.#open) open.loseAll();
    const oldest = (newestSequence - bufferedPackets + 1 + sequenceNumbers) % sequenceNumbers;
    for (const open of this.#open) open.loseBefore(oldest);
  }

  takeEnd({ outcome, firstSequence }: BackfillEndPacket): void {
    if (outcome !== "overwritten") return;
    for (const open of this.#open) {
      if (open.placeOf(firstSequence) >= 0) open.loseBefore(firstSequence);
    }
  }

  takeLink(state: LinkState, timeS: number): void {
    if (state === "streaming" && this.#isBackfilling) this.#doneAtS = timeS;
    else if (state !== "streaming") this.#doneAtS = null;
    this.#isBackfilling = state === "backfilling";
  }

  /** Time has come to `nowS`: the gaps that are settled by now, each once. */
  settled(nowS: number): SettledGap[] {
    if (this.#open.length === 0) return [];
    const over = this.#open.filter((open) => open.isSettled || this.#isGivenUp(open, nowS));
    if (over.length > 0) this.#open = this.#open.filter((open) => !over.includes(open));
    return over.map(settledGap);
  }

  /** The pod began anew, or there is no room to wait: every gap is settled as it is. */
  clear(): SettledGap[] {
    const all = this.#open;
    this.#open = [];
    return all.map(settledGap);
  }

  #isGivenUp({ gap, progressAtS }: OpenGap, nowS: number): boolean {
    if (this.#doneAtS !== null && this.#doneAtS > gap.untilS && nowS - this.#doneAtS > doneS) {
      return true;
    }
    return nowS > Math.max(gap.fromS + this.patienceS, progressAtS + progressS);
  }
}

function settledGap({ gap, recoveredSamples, isComplete, overrun }: OpenGap): SettledGap {
  return { gap, recoveredSamples, complete: isComplete, overrun };
}
