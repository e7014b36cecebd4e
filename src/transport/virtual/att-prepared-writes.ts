/** Longest value of an attribute, bytes (Core Specification, Vol 3, Part F, 3.2.9). */
const longestValue = 512;
/** Parts that the queue holds. */
const queueLength = 64;

/** Error codes that a queue of parts can end in (Vol 3, Part F, 3.4.1.1). */
type QueueError = 0x07 | 0x09 | 0x0d;
const invalidOffset = 0x07;
const queueFull = 0x09;
const invalidLength = 0x0d;

interface PreparedPart {
  readonly handle: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Parts of long values that a client has sent and not yet had written (Vol 3, Part F, 3.4.6). */
export class AttPreparedWrites {
  #parts: PreparedPart[] = [];

  /** @returns the error to answer with, or null: it waits. */
  put(part: PreparedPart): QueueError | null {
    if (this.#parts.length >= queueLength) return queueFull;
    this.#parts.push(part);
    return null;
  }

  cancel(): void {
    this.#parts = [];
  }

  /**
   * Empties the queue. @returns whole values by handle, in the order of their first parts, none where one of them is wrong: then the
   * error and its handle.
   */
  take():
    | { readonly values: ReadonlyMap<number, Uint8Array> }
    | { readonly error: QueueError; readonly handle: number } {
    const parts = this.#parts;
    this.#parts = [];
    const values = new Map<number, Uint8Array>();
    for (const { handle, offset, bytes } of parts) {
      const before = values.get(handle) ?? new Uint8Array(0);
      const end = offset + bytes.length;
      if (offset > before.length) return { error: invalidOffset, handle };
      if (end > longestValue) return { error: invalidLength, handle };
      const value = new Uint8Array(Math.max(before.length, end));
      value.set(before);
      value.set(bytes, offset);
      values.set(handle, value);
    }
    return { values };
  }
}
