import { maxBackfillPackets } from "../../codec/protocol.ts";

const sequenceNumbers = 0x1_0000;
const halfOfThem = sequenceNumbers / 2;

/** No pod makes packets faster than this, per second (SPEC.md, section 6: a packet lasts at least 20 ms); a tenth more for its clock. */
const mostPacketsPerS = 55;
/** Packets that may have been made unseen, besides. */
const spare = 64;

/** Packets that are missing: numbers counted on over the wrap, half-open [first, end). */
interface MissingRange {
  readonly first: number;
  readonly end: number;
}

/** What to ask a pod for: requestBackfill of SPEC.md, section 7. */
export interface BackfillRange {
  readonly firstSequence: number;
  readonly packetCount: number;
}

/**
 * Which of a pod's numbered packets have arrived, over all its connections since the numbers last began anew (SPEC.md, section 9).
 * Numbers are counted on over the wrap of their 16 bits.
 */
export class PacketLedger {
  /** The next live packet; null before the first is known. */
  #next: number | null = null;
  #newestS = 0;
  /** What would have been next, where the newest live packet left some out. */
  #jumpedFrom: number | null = null;
  #missing: MissingRange[] = [];
  #lost = 0;

  /** Packets that are missing and may still be had. */
  get missingCount(): number {
    return this.#missing.reduce((sum, { first, end }) => sum + end - first, 0);
  }

  /** Packets that were missing and that the pod no longer had. */
  get lostCount(): number {
    return this.#lost;
  }

  /** The pod begins to sample, or its numbers begin anew: what was before cannot be had any more. @param firstSequence its next packet. */
  restart(firstSequence: number, timeS: number): void {
    this.#lost += this.missingCount;
    this.#missing = [];
    this.#next = firstSequence;
    this.#newestS = timeS;
    this.#jumpedFrom = null;
  }

  /** Live packets go on with this one; what the pod made since the newest is missing. */
  resume(firstSequence: number, timeS: number): void {
    if (this.#next === null) this.restart(firstSequence, timeS);
    else this.#advance(this.#unwrap(firstSequence), timeS);
  }

  /**
   * A live packet has arrived. A link keeps their order, so a number that goes back has been damaged on the way, or the one before it was.
   * @returns false where the number cannot be right: which packet it was is not known, and the one that it was stays missing.
   */
  takeLive(sequence: number, timeS: number): boolean {
    const next = this.#next ?? sequence;
    this.#next = next;
    const number = this.#unwrap(sequence);
    if (number < next) {
      const jumpedFrom = this.#jumpedFrom;
      this.#jumpedFrom = null;
      if (jumpedFrom === null || number < jumpedFrom) return false;
      this.#remove(number, next);
      this.#next = number + 1;
      return true;
    }
    if (number - next > (timeS - this.#newestS) * mostPacketsPerS + spare) return false;
    this.#jumpedFrom = number > next ? next : null;
    this.#advance(number, timeS);
    this.#next = number + 1;
    return true;
  }

  /** A backfilled packet has arrived. @returns whether it was missing. */
  takeBackfilled(sequence: number): boolean {
    if (this.#next === null) return false;
    const number = this.#unwrap(sequence);
    return this.#remove(number, number + 1) > 0;
  }

  /** The oldest packets that are missing, as one request; null = none is. */
  wanted(): BackfillRange | null {
    const oldest = this.#missing[0];
    if (oldest === undefined) return null;
    return {
      firstSequence: oldest.first & (sequenceNumbers - 1),
      packetCount: Math.min(oldest.end - oldest.first, maxBackfillPackets),
    };
  }

  /** The pod no longer has these. @returns how many of them were missing. */
  giveUp({ firstSequence, packetCount }: BackfillRange): number {
    const first = this.#unwrap(firstSequence);
    const given = this.#remove(first, first + packetCount);
    this.#lost += given;
    return given;
  }

  #advance(number: number, timeS: number): void {
    const next = this.#next ?? number;
    if (number > next) this.#missing.push({ first: next, end: number });
    this.#next = Math.max(next, number);
    this.#newestS = timeS;
  }

  /** The number nearest to the next packet that has these 16 bits. */
  #unwrap(sequence: number): number {
    const next = this.#next ?? sequence;
    const ahead = (sequence - next) & (sequenceNumbers - 1);
    return next + (ahead < halfOfThem ? ahead : ahead - sequenceNumbers);
  }

  #remove(first: number, end: number): number {
    const before = this.missingCount;
    this.#missing = this.#missing.flatMap((range) => {
      const left = { first: range.first, end: Math.min(range.end, first) };
      const right = { first: Math.max(range.first, end), end: range.end };
      return [left, right].filter((part) => part.first < part.end);
    });
    return before - this.missingCount;
  }
}
