import type { FileHandle } from "node:fs/promises";
import type { SessionHeader } from "../model/session-header.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { TransportEvent } from "../model/transport-event.ts";
import { rawAlertActionMessageType, rawBaselineResetMessageType } from "./alert-message-types.ts";
import { ChunkError, ChunkParser } from "./chunk-parser.ts";
import { decodeMessage, type SessionMessage } from "./decode-message.ts";
import { FileWindow } from "./file-window.ts";
import { decodeNotification } from "./notification-message.ts";
import { openForReading } from "./open-for-reading.ts";
import { outputMessageTypeByName } from "./output-message-types.ts";
import {
  beltSpeedMessageType,
  calibrationRequestMessageType,
  entryMessageType,
  linkMessageType,
  rssiMessageType,
} from "./raw-message-types.ts";
import { sensorLinkMessageType, sensorNotificationMessageType } from "./sensor-message-types.ts";
import { SessionFileError } from "./session-file-error.ts";
import {
  alertActionTopic,
  baselineResetTopic,
  beltSpeedTopic,
  calibrationRequestTopic,
  derivedTopicPrefix,
  entryTopic,
  linkTopic,
  notificationTopicPrefix,
  podIdKey,
  rssiTopic,
  sensorLinkTopic,
  sensorNotificationTopic,
} from "./session-format.ts";
import { type SessionRecovery, type SessionScan, scanSession } from "./session-scan.ts";
import { nsToSessionTime } from "./session-time.ts";

/** A derived output as it was recorded. */
export interface RecordedOutput {
  /** Session time at which it came to be, s. */
  readonly logTimeS: number;
  readonly output: SessionOutput;
}

/**
 * Opens a session file and checks the whole of it.
 * @throws SessionFileError where there is no such file, it is no session file, or it is damaged. A
 * file that was cut off opens; `recovery` says so.
 */
export async function openSession(path: string): Promise<SessionReader> {
  const handle = await openForReading(path, "session file");
  try {
    // A file that is being recorded grows: all that follows keeps to the size of this moment.
    const { size } = await handle.stat();
    return new SessionReader(path, handle, size, await scanSession(path, handle, size));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * A session file that is open for reading. Memory stays at one chunk; each call of events(),
 * outputs() or messages() reads from the beginning, and several may run at the same time.
 */
export class SessionReader {
  readonly path: string;
  readonly sizeBytes: number;
  readonly header: SessionHeader;
  /** Session time of the newest message, s; 0 where there is none. */
  readonly durationS: number;
  /** How far the file can be read where it was cut off; null where it is whole. */
  readonly recovery: SessionRecovery | null;
  readonly #handle: FileHandle;
  readonly #scan: SessionScan;

  constructor(path: string, handle: FileHandle, sizeBytes: number, scan: SessionScan) {
    this.path = path;
    this.sizeBytes = sizeBytes;
    this.header = scan.header;
    this.durationS = scan.durationS;
    this.recovery = scan.recovery;
    this.#handle = handle;
    this.#scan = scan;
  }

  /**
   * What the transport delivered, in the order of arrival. Ticks are not recorded and do not appear.
   * @throws SessionFileError "corrupt" where a message is not one of a session file.
   */
  async *events(): AsyncGenerator<TransportEvent, void, undefined> {
    for await (const message of this.messages()) {
      const event = decodeMessage(this.path, message, decodeEvent);
      if (event !== undefined) yield event;
    }
  }

  /**
   * What the recorded session derived, in the order it was written.
   * @throws SessionFileError "corrupt" where a message is not one of a session file.
   */
  async *outputs(): AsyncGenerator<RecordedOutput, void, undefined> {
    for await (const message of this.messages()) {
      const output = decodeMessage(this.path, message, decodeOutput);
      if (output !== undefined) yield { logTimeS: message.timeS, output };
    }
  }

  /** Every message of the file as it lies there, whatever its topic. */
  async *messages(): AsyncGenerator<SessionMessage, void, undefined> {
    const window = new FileWindow(this.path, this.#handle, this.sizeBytes);
    const parser = new ChunkParser({ checkSequence: this.recovery !== null });
    for (const { offset, length } of this.#scan.chunks) {
      const record = await window.borrow(offset, length);
      for (const { channel, schemaName, message } of this.#parse(parser, record, offset)) {
        const timeS = nsToSessionTime(this.#scan.startNs, message.logTime);
        yield { channel, schemaName, timeS, data: message.data };
      }
    }
  }

  /** Closes the file. Iterations that are under way end with an error. */
  async close(): Promise<void> {
    await this.#handle.close();
  }

  #parse(parser: ChunkParser, record: Uint8Array, offset: number) {
    try {
      return parser.parseChunk(record);
    } catch (cause) {
      // openSession found this chunk sound: someone has written to the file since.
      if (!(cause instanceof ChunkError)) throw cause;
      const problem = `is damaged at byte ${offset}: ${cause.message}`;
      throw new SessionFileError("corrupt", this.path, problem, { cause });
    }
  }
}

function decodeEvent(message: SessionMessage): TransportEvent | undefined {
  const { topic } = message.channel;
  const arrivalTimeS = message.timeS;
  if (topic.startsWith(notificationTopicPrefix)) {
    const podId = message.channel.metadata.get(podIdKey);
    if (podId === undefined) throw new Error(`the channel has no "${podIdKey}"`);
    const notification = decodeNotification(message.data);
    if (notification === undefined) throw new Error("unknown notification channel");
    return { kind: "notification", arrivalTimeS, podId, ...notification };
  }
  if (topic === linkTopic) {
    const { podId, state, reason } = linkMessageType.decode(message.data);
    const event = { kind: "link", arrivalTimeS, podId, state } as const;
    return reason === null ? event : { ...event, reason };
  }
  if (topic === rssiTopic) {
    return { kind: "rssi", arrivalTimeS, ...rssiMessageType.decode(message.data) };
  }
  if (topic === beltSpeedTopic) {
    return { kind: "beltSpeed", arrivalTimeS, ...beltSpeedMessageType.decode(message.data) };
  }
  if (topic === calibrationRequestTopic) {
    const request = calibrationRequestMessageType.decode(message.data);
    return { kind: "calibrationRequest", arrivalTimeS, ...request };
  }
  if (topic === entryTopic) {
    return { kind: "entry", arrivalTimeS, ...entryMessageType.decode(message.data) };
  }
  if (topic === alertActionTopic) {
    const action = rawAlertActionMessageType.decode(message.data);
    return { kind: "alertAction", arrivalTimeS, ...action };
  }
  if (topic === baselineResetTopic) {
    const reset = rawBaselineResetMessageType.decode(message.data);
    return { kind: "baselineReset", arrivalTimeS, ...reset };
  }
  if (topic === sensorNotificationTopic) {
    const notification = sensorNotificationMessageType.decode(message.data);
    return { kind: "sensorNotification", arrivalTimeS, ...notification };
  }
  if (topic === sensorLinkTopic) {
    const { sensorId, state, reason } = sensorLinkMessageType.decode(message.data);
    const event = { kind: "sensorLink", arrivalTimeS, sensorId, state } as const;
    return reason === null ? event : { ...event, reason };
  }
  return undefined;
}

function decodeOutput(message: SessionMessage): SessionOutput | undefined {
  if (!message.channel.topic.startsWith(derivedTopicPrefix)) return undefined;
  return outputMessageTypeByName(message.schemaName)?.decode(message.data);
}
