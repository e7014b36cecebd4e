import type { FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { hasMcapPrefix, MCAP_MAGIC, Opcode } from "@mcap/core";
import type { SessionHeader } from "../model/session-header.ts";
import { ChunkError, ChunkParser } from "./chunk-parser.ts";
import { FileWindow } from "./file-window.ts";
import { SessionFileError } from "./session-file-error.ts";
import { sessionMetadataName, sessionProfile } from "./session-format.ts";
import { decodeSessionHeader } from "./session-header-record.ts";
import { nsToSessionTime, sessionStartNs } from "./session-time.ts";

/** How far a file that was cut off can be read. */
export interface SessionRecovery {
  /** The first byte that is missing or cannot be used. */
  readonly truncatedAtByte: number;
  /** Session time of the newest message before it, s; 0 where there is none. */
  readonly readableUntilS: number;
}

/** Where a whole and sound chunk lies in the file: offset and length of its record, bytes. */
export interface ChunkPlace {
  readonly offset: number;
  readonly length: number;
}

export interface SessionScan {
  readonly header: SessionHeader;
  /** Start of the session, ns since 1970-01-01 UTC. */
  readonly startNs: bigint;
  readonly chunks: readonly ChunkPlace[];
  /** Session time of the newest message, s; 0 where there is none. */
  readonly durationS: number;
  readonly recovery: SessionRecovery | null;
}

const recordHeaderBytes = 9;
const magicBytes = MCAP_MAGIC.length;

/**
 * Larger records are not read into memory. The writer's chunks hold 256 KiB and one message; a
 * damaged length field must not become an allocation.
 */
const maxRecordBytes = 64 * 1024 * 1024;

/**
 * Reads a session file once from end to end and checks every chunk, so that damage is known before a
 * replay starts and not twenty minutes into it. Memory stays at one chunk.
 *
 * A file that ends as MCAP demands must be sound: any damage is an error. A file that does not was
 * cut off, and is read up to the last chunk that is whole.
 * @throws SessionFileError
 */
export async function scanSession(
  path: string,
  handle: FileHandle,
  sizeBytes: number,
): Promise<SessionScan> {
  if (sizeBytes === 0) throw new SessionFileError("empty", path, "is empty");
  const window = new FileWindow(path, handle, sizeBytes);
  const prefix = await window.borrow(0, Math.min(magicBytes, sizeBytes));
  if (!hasMcapPrefix(viewOf(prefix))) {
    throw new SessionFileError("not-mcap", path, "is not an MCAP file");
  }
  const ending = await window.borrow(sizeBytes - magicBytes, magicBytes);
  const complete = sizeBytes > magicBytes && hasMcapPrefix(viewOf(ending));
  return new SessionScanner(path, window, sizeBytes, complete).scan();
}

/** Where and why the sound part of a file ends. */
class Damage {
  readonly offset: number;
  readonly problem: string;
  readonly code: "corrupt" | "unsupported-compression";

  constructor(offset: number, problem: string, code: Damage["code"] = "corrupt") {
    this.offset = offset;
    this.problem = problem;
    this.code = code;
  }
}

class SessionScanner {
  readonly #path: string;
  readonly #window: FileWindow;
  readonly #sizeBytes: number;
  readonly #complete: boolean;
  readonly #parser: ChunkParser;
  readonly #chunks: ChunkPlace[] = [];
  #profile: string | undefined;
  #header: SessionHeader | undefined;
  #newestNs: bigint | undefined;
  #dataCrc: number;
  #dataEnded = false;

  constructor(path: string, window: FileWindow, sizeBytes: number, complete: boolean) {
    this.#path = path;
    this.#window = window;
    this.#sizeBytes = sizeBytes;
    this.#complete = complete;
    this.#parser = new ChunkParser({ checkSequence: !complete });
    this.#dataCrc = crc32(Uint8Array.from(MCAP_MAGIC));
  }

  async scan(): Promise<SessionScan> {
    let offset = magicBytes;
    let damage: Damage | undefined;
    let ended = false;
    while (!ended && damage === undefined) {
      const record = await this.#recordAt(offset);
      if (record instanceof Damage) {
        damage = record;
      } else {
        damage = await this.#take(record.opcode, offset, record.length);
        ended = record.opcode === Opcode.FOOTER;
        if (damage === undefined) offset += record.length;
      }
    }
    const closed = this.#complete && offset === this.#sizeBytes - magicBytes;
    if (damage === undefined && !closed) {
      damage = new Damage(offset, "the closing magic does not follow the footer");
    }
    return this.#result(damage);
  }

  /** Opcode of the record at `offset` and its length, including opcode and length field. */
  async #recordAt(offset: number): Promise<{ opcode: number; length: number } | Damage> {
    const available = this.#sizeBytes - offset;
    if (available < recordHeaderBytes) return new Damage(offset, "a record is cut off");
    const head = viewOf(await this.#window.borrow(offset, recordHeaderBytes));
    const opcode = head.getUint8(0);
    const length = head.getBigUint64(1, true) + BigInt(recordHeaderBytes);
    if (opcode === 0) return new Damage(offset, "a record has the opcode 0");
    if (length > BigInt(available)) return new Damage(offset, "a record is cut off");
    return { opcode, length: Number(length) };
  }

  /** Looks at one whole record; gives the damage found in it. */
  async #take(opcode: number, offset: number, length: number): Promise<Damage | undefined> {
    if (opcode === Opcode.DATA_END) return this.#takeDataEnd(offset, length);
    if (this.#dataEnded) return undefined;
    if (opcode === Opcode.FOOTER) return new Damage(offset, "the data section has no end record");
    const used = opcode === Opcode.HEADER || opcode === Opcode.METADATA || opcode === Opcode.CHUNK;
    if (!used) {
      await this.#addToDataCrc(offset, length);
      return undefined;
    }
    if (length > maxRecordBytes) {
      return new Damage(offset, `a record of ${length} bytes is larger than ${maxRecordBytes}`);
    }
    const record = await this.#window.borrow(offset, length);
    this.#dataCrc = crc32(record, this.#dataCrc);
    try {
      if (opcode === Opcode.CHUNK) this.#takeChunk(record, offset);
      else this.#takeHeaderRecord(record);
      return undefined;
    } catch (error) {
      if (!(error instanceof ChunkError)) throw error;
      return new Damage(offset, error.message, error.code);
    }
  }

  #takeChunk(record: Uint8Array, offset: number): void {
    const startNs = sessionStartNs(this.#requireHeader().startedAt);
    let newestNs = this.#newestNs;
    for (const { channel, message } of this.#parser.parseChunk(record)) {
      if (message.logTime < startNs) {
        throw new ChunkError("corrupt", `a message of ${channel.topic} lies before the session`);
      }
      if (newestNs === undefined || message.logTime > newestNs) newestNs = message.logTime;
    }
    // Only now: nothing of a chunk counts that is not sound.
    this.#newestNs = newestNs;
    this.#chunks.push({ offset, length: record.byteLength });
  }

  #takeHeaderRecord(bytes: Uint8Array): void {
    const record = this.#parser.parseRecord(bytes);
    if (record?.type === "Header") {
      this.#profile = record.profile;
      if (record.profile !== sessionProfile) {
        throw new SessionFileError(
          "other-profile",
          this.#path,
          `is an MCAP file, but not a Hipline session (its profile is "${record.profile}")`,
        );
      }
    } else if (record?.type === "Metadata" && record.name === sessionMetadataName) {
      if (this.#profile === undefined)
        throw new ChunkError("corrupt", "the MCAP header is missing");
      this.#header ??= decodeSessionHeader(this.#path, record.metadata);
    }
  }

  async #takeDataEnd(offset: number, length: number): Promise<Damage | undefined> {
    if (this.#dataEnded || length !== recordHeaderBytes + 4) {
      return new Damage(offset, "the end record of the data section is not sound");
    }
    const record = viewOf(await this.#window.borrow(offset, length));
    const expected = record.getUint32(recordHeaderBytes, true);
    // By the MCAP specification 0 means that no CRC was computed.
    if (expected !== 0 && expected !== this.#dataCrc) {
      return new Damage(offset, "the CRC of the data section does not match");
    }
    this.#dataEnded = true;
    return undefined;
  }

  async #addToDataCrc(offset: number, length: number): Promise<void> {
    const step = 64 * 1024;
    for (let done = 0; done < length; done += step) {
      const part = await this.#window.borrow(offset + done, Math.min(step, length - done));
      this.#dataCrc = crc32(part, this.#dataCrc);
    }
  }

  #requireHeader(): SessionHeader {
    if (this.#header !== undefined) return this.#header;
    throw new SessionFileError(
      "header-missing",
      this.#path,
      this.#complete
        ? `has no session header (MCAP metadata "${sessionMetadataName}") before its data`
        : "was cut off before the end of the session header; nothing in it can be read",
    );
  }

  #result(damage: Damage | undefined): SessionScan {
    // Nothing of a compressed file can be read, cut off or not: that is no recovery.
    const fatal = this.#complete || damage?.code === "unsupported-compression";
    if (damage !== undefined && fatal) {
      throw new SessionFileError(
        damage.code,
        this.#path,
        `is damaged at byte ${damage.offset}: ${damage.problem}`,
      );
    }
    return this.#soundPart(damage);
  }

  #soundPart(damage: Damage | undefined): SessionScan {
    const header = this.#requireHeader();
    const startNs = sessionStartNs(header.startedAt);
    const durationS = this.#newestNs === undefined ? 0 : nsToSessionTime(startNs, this.#newestNs);
    return {
      header,
      startNs,
      chunks: this.#chunks,
      durationS,
      recovery:
        damage === undefined ? null : { truncatedAtByte: damage.offset, readableUntilS: durationS },
    };
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
