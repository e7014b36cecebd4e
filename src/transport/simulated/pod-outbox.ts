import type { PodCharacteristic } from "../../codec/protocol.ts";

/** A value that a pod notifies or indicates. */
export interface PodNotification {
  readonly channel: PodCharacteristic;
  readonly bytes: Uint8Array;
}

interface WaitingAnswer {
  readonly channel: PodCharacteristic;
  readonly readyS: number;
  /** Some answers say when they were sent. */
  readonly make: (sentS: number) => Uint8Array;
}

interface WaitingPacket extends PodNotification {
  readonly readyS: number;
}

/** Packets of the past that go out when nothing else waits. */
export interface BackfillSource {
  readonly readyS: number;
  /** The next packet or the end; null = nothing is left. */
  next(): Uint8Array | null;
}

/** A live packet that could not be sent for so long is given up, s (SPEC.md, section 9). */
const giveUpS = 1;

/** What waits for the radio of a pod: answers first, then live samples and status, then the past. */
export class PodOutbox {
  #answers: WaitingAnswer[] = [];
  #live: WaitingPacket[] = [];
  #backfill: BackfillSource | null = null;

  /** When the first of what waits became ready, s; null = nothing waits. */
  get waitingSinceS(): number | null {
    const readyS = Math.min(
      this.#answers[0]?.readyS ?? Number.POSITIVE_INFINITY,
      this.#live[0]?.readyS ?? Number.POSITIVE_INFINITY,
      this.#backfill?.readyS ?? Number.POSITIVE_INFINITY,
    );
    return Number.isFinite(readyS) ? readyS : null;
  }

  putAnswer(channel: PodCharacteristic, readyS: number, make: (sentS: number) => Uint8Array): void {
    this.#answers.push({ channel, readyS, make });
  }

  putLive(channel: PodCharacteristic, readyS: number, bytes: Uint8Array): void {
    this.#live.push({ channel, readyS, bytes });
  }

  putBackfill(source: BackfillSource | null): void {
    this.#backfill = source;
  }

  /** Hands the most urgent of what was ready at `readyByS` to the radio at `sentS`; null = nothing. */
  take(readyByS: number, sentS: number): PodNotification | null {
    const answer = this.#answers[0];
    if (answer !== undefined && answer.readyS <= readyByS) {
      this.#answers.shift();
      return { channel: answer.channel, bytes: answer.make(sentS) };
    }
    const live = this.#live[0];
    if (live !== undefined) {
      if (live.readyS > readyByS) return null;
      this.#live.shift();
      return live;
    }
    if (this.#backfill === null || this.#backfill.readyS > readyByS) return null;
    const bytes = this.#backfill.next();
    if (bytes !== null) return { channel: "backfill", bytes };
    this.#backfill = null;
    return null;
  }

  /** Forgets the live packets that have waited for too long by `timeS`; returns how many packets of samples they were. */
  giveUp(timeS: number): number {
    let samples = 0;
    while (this.#live[0] !== undefined && this.#live[0].readyS < timeS - giveUpS) {
      if (this.#live.shift()?.channel === "samples") samples += 1;
    }
    return samples;
  }

  /** Forgets the packets of samples that wait; returns how many they were. */
  dropSamples(): number {
    const before = this.#live.length;
    this.#live = this.#live.filter((packet) => packet.channel !== "samples");
    return before - this.#live.length;
  }

  /** The link is gone, and everything that waited with it; returns how many packets of samples that were. */
  clear(): number {
    const dropped = this.dropSamples();
    this.#answers = [];
    this.#live = [];
    this.#backfill = null;
    return dropped;
  }
}
