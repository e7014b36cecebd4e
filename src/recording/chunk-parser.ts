import { McapStreamReader, type McapTypes } from "@mcap/core";
import { derivedTopicPrefix, rawTopicPrefix } from "./session-format.ts";

/** One MCAP message with its channel and the name of its schema ("" where it has none). */
export interface ChunkMessage {
  readonly channel: McapTypes.Channel;
  readonly schemaName: string;
  readonly message: McapTypes.Message;
}

/** A record is not sound; the message says what is wrong with it. */
export class ChunkError extends Error {
  readonly code: "corrupt" | "unsupported-compression";

  constructor(code: ChunkError["code"], problem: string, options?: ErrorOptions) {
    super(problem, options);
    this.code = code;
  }
}

/**
 * Takes the records of a session file one after the other and gives the messages of each chunk.
 * Channels and schemas are remembered from chunk to chunk, so the chunks must come in file order.
 */
export class ChunkParser {
  readonly #reader = new McapStreamReader({ noMagicPrefix: true, includeChunks: true });
  readonly #channels = new Map<number, McapTypes.Channel>();
  readonly #schemaNames = new Map<number, string>();
  readonly #checkSequence: boolean;
  #nextRaw = 0;
  #nextDerived = 0;

  /**
   * @param options.checkSequence Whether a gap in the sequence numbers is an error. A whole file is
   * protected by its CRC, and a tool that left topics out on purpose is no damage; in a file that
   * was cut off only the numbers show that a chunk is missing.
   */
  constructor(options: { readonly checkSequence: boolean }) {
    this.#checkSequence = options.checkSequence;
  }

  /** Any one record with its opcode and length → what it says. @throws ChunkError */
  parseRecord(record: Uint8Array): McapTypes.TypedMcapRecord | undefined {
    try {
      this.#reader.append(record);
      return this.#reader.nextRecord();
    } catch (cause) {
      throw new ChunkError("corrupt", reasonOf(cause), { cause });
    }
  }

  /** A whole Chunk record with its opcode and length → its messages in order. @throws ChunkError */
  parseChunk(record: Uint8Array): ChunkMessage[] {
    const chunk = this.parseRecord(record);
    if (chunk?.type !== "Chunk") throw new ChunkError("corrupt", "not a chunk");
    if (chunk.compression !== "") {
      throw new ChunkError(
        "unsupported-compression",
        `compressed with "${chunk.compression}", which is not supported; decompress the file with the mcap tool`,
      );
    }
    const messages: ChunkMessage[] = [];
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      if (next.type === "Schema") this.#schemaNames.set(next.id, next.name);
      else if (next.type === "Channel") this.#channels.set(next.id, next);
      else if (next.type === "Message") messages.push(this.#message(next));
    }
    return messages;
  }

  #next(): McapTypes.TypedMcapRecord | undefined {
    try {
      return this.#reader.nextRecord();
    } catch (cause) {
      throw new ChunkError("corrupt", reasonOf(cause), { cause });
    }
  }

  #message(message: McapTypes.Message): ChunkMessage {
    const channel = this.#channels.get(message.channelId);
    if (channel === undefined) {
      throw new ChunkError("corrupt", `message of the unknown channel ${message.channelId}`);
    }
    if (this.#checkSequence) this.#checkFollowsOn(channel.topic, message.sequence);
    return { channel, schemaName: this.#schemaNames.get(channel.schemaId) ?? "", message };
  }

  #checkFollowsOn(topic: string, sequence: number): void {
    let expected = sequence;
    if (topic.startsWith(rawTopicPrefix)) {
      expected = this.#nextRaw;
      this.#nextRaw = (sequence + 1) >>> 0;
    } else if (topic.startsWith(derivedTopicPrefix)) {
      expected = this.#nextDerived;
      this.#nextDerived = (sequence + 1) >>> 0;
    }
    if (sequence !== expected) {
      throw new ChunkError(
        "corrupt",
        `message ${expected} is missing before message ${sequence} of ${topic}`,
      );
    }
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
