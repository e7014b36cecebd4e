import { createHash } from "node:crypto";

/** Bytes that look random and are the same for the same seed. */
export class SeededBytes {
  readonly #seed: number;
  #count = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** @param most bytes at most, up to 31; at least one. */
  next(most: number): Uint8Array {
    this.#count += 1;
    const digest = createHash("sha256").update(`${this.#seed} ${this.#count}`).digest();
    const length = 1 + (digest.readUInt8(0) % most);
    return Uint8Array.from(digest.subarray(1, 1 + length));
  }
}
