/** A range of packets that a buffer holds: counted from power-up, not as sequence numbers. */
export interface PacketRange {
  readonly first: number;
  readonly count: number;
}

const sequenceNumbers = 0x1_0000;

/** The pod's memory of the packets it has made: a ring that keeps the newest ones (SPEC.md, section 9). */
export class PacketBuffer {
  readonly #ring: (Uint8Array | null)[];
  #made = 0;
  #held = 0;

  constructor(capacity: number) {
    this.#ring = new Array<Uint8Array | null>(capacity).fill(null);
  }

  /** Packets made since power-up; the next one has this number, and as sequence number its lower 16 bits. */
  get made(): number {
    return this.#made;
  }

  get held(): number {
    return this.#held;
  }

  /** Number of the oldest packet that is still held. */
  get oldest(): number {
    return this.#made - this.#held;
  }

  push(bytes: Uint8Array): void {
    this.#ring[this.#made % this.#ring.length] = bytes;
    this.#made += 1;
    this.#held = Math.min(this.#held + 1, this.#ring.length);
  }

  /** The packet with a number, null where it is not held. */
  at(number: number): Uint8Array | null {
    if (number < this.oldest || number >= this.#made) return null;
    return this.#ring[number % this.#ring.length] ?? null;
  }

  /** Forgets the packets but goes on counting. */
  clear(): void {
    this.#held = 0;
  }

  /** Power-up: counting begins again. */
  reset(): void {
    this.#made = 0;
    this.#held = 0;
  }

  /** What is held of the packets asked for by sequence number; null = nothing. */
  find(firstSequence: number, packetCount: number): PacketRange | null {
    const ahead = (firstSequence - this.oldest) & (sequenceNumbers - 1);
    if (ahead < this.#held) {
      return { first: this.oldest + ahead, count: Math.min(packetCount, this.#held - ahead) };
    }
    // It begins before the oldest one; or behind the newest, and then it does not reach round to the oldest.
    const skipped = sequenceNumbers - ahead;
    const count = Math.min(packetCount - skipped, this.#held);
    return count > 0 ? { first: this.oldest, count } : null;
  }
}
