import type { McapTypes } from "@mcap/core";
import { SessionFileError } from "./session-file-error.ts";

/** One message of a session file, not yet decoded. */
export interface SessionMessage {
  readonly channel: McapTypes.Channel;
  readonly schemaName: string;
  /** Session time, s. */
  readonly timeS: number;
  readonly data: Uint8Array;
}

/**
 * What a message says.
 * @throws SessionFileError "corrupt", naming topic and time, where `decode` throws anything.
 */
export function decodeMessage<T>(
  path: string,
  message: SessionMessage,
  decode: (message: SessionMessage) => T,
): T {
  try {
    return decode(message);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const where = `message of ${message.channel.topic} at ${message.timeS} s`;
    const problem = `${where} cannot be understood: ${reason}`;
    throw new SessionFileError("corrupt", path, problem, { cause });
  }
}
