import type { FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { McapChunkBuilder, McapRecordBuilder, type McapTypes, Opcode } from "@mcap/core";

/** What is needed to open a channel: its schema is written with it, once per schema name. */
export interface ChannelInfo {
  readonly topic: string;
  readonly messageEncoding: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly schema: {
    readonly name: string;
    readonly encoding: string;
    readonly data: Uint8Array;
  };
}

/**
 * Indexed MCAP file written chunk by chunk, where the caller says when a chunk ends: @mcap/core's own
 * McapWriter ends one only when it is full, and a crash would then lose many seconds of a quiet
 * session. All methods but `drained` and `finish` are synchronous, so the order in the file is the
 * order of the calls; bytes wait in a queue until the file takes them.
 */
export class ChunkedMcapWriter {
  readonly #handle: FileHandle;
  readonly #chunk = new McapChunkBuilder({ useMessageIndex: true });
  readonly #schemas = new Map<string, McapTypes.Schema>();
  readonly #channels: McapTypes.Channel[] = [];
  readonly #chunkIndexes: McapTypes.ChunkIndex[] = [];
  readonly #metadataIndexes: McapTypes.MetadataIndex[] = [];
  readonly #messageCounts = new Map<number, bigint>();
  #messageStartTime: bigint | undefined;
  #messageEndTime = 0n;
  #dataCrc = 0;
  #position = 0;
  #pendingBytes = 0;
  #writes: Promise<void> = Promise.resolve();
  #failure: Error | undefined;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Bytes waiting for the file. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** The first error of the file, after which nothing more is written. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Bytes of messages in the chunk that is not yet ended. */
  get chunkBytes(): number {
    return this.#chunk.byteLength;
  }

  /** Magic, header and one metadata record; to be called first. */
  start(header: McapTypes.Header, metadata: McapTypes.Metadata): void {
    const builder = new McapRecordBuilder();
    builder.writeMagic();
    builder.writeHeader(header);
    const offset = BigInt(builder.length);
    const length = builder.writeMetadata(metadata);
    this.#metadataIndexes.push({ name: metadata.name, offset, length });
    this.#appendData(builder);
  }

  /** Opens a channel and returns its id. */
  addChannel(info: ChannelInfo): number {
    let schema = this.#schemas.get(info.schema.name);
    if (schema === undefined) {
      schema = { ...info.schema, id: this.#schemas.size + 1 };
      this.#schemas.set(schema.name, schema);
      this.#chunk.addSchema(schema);
    }
    const channel = {
      id: this.#channels.length + 1,
      schemaId: schema.id,
      topic: info.topic,
      messageEncoding: info.messageEncoding,
      metadata: new Map(info.metadata),
    };
    this.#channels.push(channel);
    this.#messageCounts.set(channel.id, 0n);
    this.#chunk.addChannel(channel);
    return channel.id;
  }

  addMessage(message: McapTypes.Message): void {
    const { logTime, channelId } = message;
    if (this.#messageStartTime === undefined || logTime < this.#messageStartTime) {
      this.#messageStartTime = logTime;
    }
    if (logTime > this.#messageEndTime) this.#messageEndTime = logTime;
    this.#messageCounts.set(channelId, (this.#messageCounts.get(channelId) ?? 0n) + 1n);
    this.#chunk.addMessage(message);
  }

  /** Ends the chunk and hands it to the file, with its message indexes. Without messages: nothing. */
  endChunk(): void {
    if (this.#chunk.numMessages === 0) return;
    const records = this.#chunk.buffer;
    const builder = new McapRecordBuilder();
    const { messageStartTime, messageEndTime } = this.#chunk;
    const chunkStart = BigInt(this.#position);
    const chunkLength = builder.writeChunk({
      messageStartTime,
      messageEndTime,
      uncompressedSize: BigInt(records.byteLength),
      uncompressedCrc: crc32(records),
      compression: "",
      records,
    });
    const messageIndexOffsets = new Map<number, bigint>();
    for (const index of this.#chunk.indices) {
      messageIndexOffsets.set(index.channelId, chunkStart + BigInt(builder.length));
      builder.writeMessageIndex(index);
    }
    this.#chunkIndexes.push({
      messageStartTime,
      messageEndTime,
      chunkStartOffset: chunkStart,
      chunkLength,
      messageIndexOffsets,
      messageIndexLength: BigInt(builder.length) - chunkLength,
      compression: "",
      compressedSize: BigInt(records.byteLength),
      uncompressedSize: BigInt(records.byteLength),
    });
    this.#chunk.reset();
    this.#appendData(builder);
  }

  /** Resolves when the queue is empty, with an error or not. */
  async drained(): Promise<void> {
    await this.#writes;
  }

  /** Ends the last chunk and writes data end, summary and footer. Nothing may be added after it. */
  async finish(): Promise<void> {
    this.endChunk();
    const dataEnd = new McapRecordBuilder();
    dataEnd.writeDataEnd({ dataSectionCrc: this.#dataCrc });
    this.#append(dataEnd.buffer);
    this.#append(this.#summary(this.#position));
    await this.drained();
  }

  #summary(summaryStart: number): Uint8Array {
    const builder = new McapRecordBuilder();
    const groups: McapTypes.SummaryOffset[] = [];
    const group = (groupOpcode: Opcode, write: () => void): void => {
      const start = builder.length;
      write();
      const groupLength = BigInt(builder.length - start);
      if (groupLength === 0n) return;
      groups.push({ groupOpcode, groupStart: BigInt(summaryStart + start), groupLength });
    };
    group(Opcode.SCHEMA, () => {
      for (const schema of this.#schemas.values()) builder.writeSchema(schema);
    });
    group(Opcode.CHANNEL, () => {
      for (const channel of this.#channels) builder.writeChannel(channel);
    });
    group(Opcode.STATISTICS, () => {
      builder.writeStatistics(this.#statistics());
    });
    group(Opcode.METADATA_INDEX, () => {
      for (const index of this.#metadataIndexes) builder.writeMetadataIndex(index);
    });
    group(Opcode.CHUNK_INDEX, () => {
      for (const index of this.#chunkIndexes) builder.writeChunkIndex(index);
    });
    const summaryOffsetStart = BigInt(summaryStart + builder.length);
    for (const offset of groups) builder.writeSummaryOffset(offset);
    const footer = { summaryStart: BigInt(summaryStart), summaryOffsetStart };
    // The CRC covers the footer too, up to the CRC field itself, which is its last four bytes.
    const footerBuilder = new McapRecordBuilder();
    footerBuilder.writeFooter({ ...footer, summaryCrc: 0 });
    const summaryCrc = crc32(footerBuilder.buffer.subarray(0, -4), crc32(builder.buffer));
    builder.writeFooter({ ...footer, summaryCrc });
    builder.writeMagic();
    return builder.buffer;
  }

  #statistics(): McapTypes.Statistics {
    let messageCount = 0n;
    for (const count of this.#messageCounts.values()) messageCount += count;
    return {
      messageCount,
      schemaCount: this.#schemas.size,
      channelCount: this.#channels.length,
      attachmentCount: 0,
      metadataCount: this.#metadataIndexes.length,
      chunkCount: this.#chunkIndexes.length,
      messageStartTime: this.#messageStartTime ?? 0n,
      messageEndTime: this.#messageEndTime,
      channelMessageCounts: this.#messageCounts,
    };
  }

  #appendData(builder: McapRecordBuilder): void {
    this.#dataCrc = crc32(builder.buffer, this.#dataCrc);
    this.#append(builder.buffer);
  }

  #append(bytes: Uint8Array): void {
    this.#position += bytes.byteLength;
    this.#pendingBytes += bytes.byteLength;
    this.#writes = this.#writes.then(() => this.#write(bytes));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    try {
      // After a failure the file ends where it failed: a gap in it could not be told from damage.
      if (this.#failure === undefined) await this.#handle.appendFile(bytes);
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    } finally {
      this.#pendingBytes -= bytes.byteLength;
    }
  }
}
