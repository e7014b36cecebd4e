import { AttFailure, attErrors } from "./att-protocol.ts";

/** Longest attribute value, and the parts of values that may wait for their execution. */
const longestValue = 512;
const mostPrepared = 40;

interface PreparedPart {
  readonly handle: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Parts of values that a client has sent and not yet had written (Vol 3, Part F, 3.4.6). */
export class PreparedWrites {
  #parts: PreparedPart[] = [];

  /** @throws AttFailure "prepare queue full". */
  add(part: PreparedPart): void {
    if (this.#parts.length >= mostPrepared) {
      throw new AttFailure(attErrors.prepareQueueFull, part.handle);
    }
    this.#parts.push(part);
  }

  clear(): void {
    this.#parts = [];
  }

  /**
   * The values that the parts make, by handle in the order of their first parts; none are left.
   * @throws AttFailure where a part does not fit to those before it; none are left then either.
   */
  take(): Map<number, Uint8Array> {
    const parts = this.#parts;
    this.clear();
    const values = new Map<number, number[]>();
    for (const { handle, offset, bytes } of parts) {
      const value = values.get(handle) ?? [];
      if (offset > value.length) throw new AttFailure(attErrors.invalidOffset, handle);
      value.splice(offset, bytes.length, ...bytes);
      if (value.length > longestValue) throw new AttFailure(attErrors.invalidValueLength, handle);
      values.set(handle, value);
    }
    return new Map([...values].map(([handle, value]) => [handle, Uint8Array.from(value)]));
  }
}
