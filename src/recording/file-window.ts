import type { FileHandle } from "node:fs/promises";
import { SessionFileError } from "./session-file-error.ts";

const windowBytes = 256 * 1024;

/**
 * Forward reading of a file through a window, so that thousands of small records do not cost a system
 * call each. Several windows may read one file handle at the same time.
 */
export class FileWindow {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #sizeBytes: number;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(path: string, handle: FileHandle, sizeBytes: number) {
    this.#path = path;
    this.#handle = handle;
    this.#sizeBytes = sizeBytes;
  }

  /**
   * Borrows `length` bytes at `offset`, which must lie inside the file; valid until the next call.
   * @throws SessionFileError "not-readable" where the file has shrunk or the disk fails.
   */
  async borrow(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.#start || offset + length > this.#start + this.#bytes.byteLength) {
      const wanted = Math.min(Math.max(length, windowBytes), this.#sizeBytes - offset);
      try {
        this.#bytes = await this.#read(offset, wanted);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new SessionFileError(
          "not-readable",
          this.#path,
          `cannot be read at byte ${offset}: ${reason}`,
          { cause },
        );
      }
      this.#start = offset;
    }
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }

  /**
   * Not by FileHandleReadable of @mcap/nodejs: it hands Node a DataView, which Node 24.21 comes to refuse
   * after some thousand reads ("must be a DataView. Received an instance of DataView").
   */
  async #read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(
        bytes,
        filled,
        length - filled,
        offset + filled,
      );
      if (bytesRead === 0) throw new Error(`the file ends at byte ${offset + filled}`);
      filled += bytesRead;
    }
    return bytes;
  }
}
