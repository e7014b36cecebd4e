import type { FileHandle } from "node:fs/promises";
import type { SessionHeader } from "../model/session-header.ts";
import type { SessionOutput } from "../model/session-output.ts";
import type { NotificationEvent, TransportEvent } from "../model/transport-event.ts";
import { rawAlertActionMessageType, rawBaselineResetMessageType } from "./alert-message-types.ts";
import { type ChannelInfo, ChunkedMcapWriter } from "./chunked-mcap-writer.ts";
import type { JsonMessageType } from "./json-message.ts";
import { encodeNotification, notificationLayoutText } from "./notification-message.ts";
import { openForWriting } from "./open-for-writing.ts";
import { outputMessageType } from "./output-message-types.ts";
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
  entryTopic,
  linkTopic,
  notificationEncoding,
  notificationTopicPrefix,
  outputTopic,
  placementKey,
  podIdKey,
  rssiTopic,
  sensorLinkTopic,
  sensorNotificationTopic,
  sessionLibrary,
  sessionMetadataName,
  sessionProfile,
} from "./session-format.ts";
import { encodeSessionHeader } from "./session-header-record.ts";
import { sessionStartNs, sessionTimeToNs } from "./session-time.ts";

/** A chunk goes to the file when it spans this much session time, s … */
const maxChunkSpanS = 1;
/** … or holds this many bytes, whichever comes first. */
const maxChunkBytes = 256 * 1024;
/** Above this many bytes waiting for the file, a write is acknowledged only when they are gone. */
const maxPendingBytes = 4 * 1024 * 1024;

export interface SessionWriterOptions {
  /** Replace a file that is already there. Without it that is an error. */
  readonly overwrite?: boolean;
}

const textEncoder = new TextEncoder();

/**
 * Writes a session file as the session goes on. The file is readable at any moment up to the last
 * whole chunk, so a crash loses at most one second of session time.
 *
 * Every write is placed in the file in the order of the calls, whether the caller waits for the
 * promise or not. Waiting bounds the memory where events come faster than the disk takes them; the
 * promise rejects where the file can no longer be written. The same calls give the same bytes.
 */
export class SessionWriter {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #mcap: ChunkedMcapWriter;
  readonly #header: SessionHeader;
  readonly #startNs: bigint;
  readonly #channelIds = new Map<string, number>();
  #chunkStartS: number | undefined;
  #rawSequence = 0;
  #derivedSequence = 0;
  #closing: Promise<void> | undefined;

  private constructor(path: string, handle: FileHandle, header: SessionHeader) {
    this.path = path;
    this.#handle = handle;
    this.#mcap = new ChunkedMcapWriter(handle);
    this.#header = header;
    this.#startNs = sessionStartNs(header.startedAt);
  }

  /**
   * Creates the file and writes the header.
   * @throws SessionFileError "header-invalid", "already-exists", "is-directory", "not-writable" or
   * "write-failed".
   */
  static async create(
    path: string,
    header: SessionHeader,
    options: SessionWriterOptions = {},
  ): Promise<SessionWriter> {
    const metadata = encodeSessionHeader(path, header);
    const handle = await openForWriting(path, options.overwrite ?? false);
    const writer = new SessionWriter(path, handle, header);
    writer.#mcap.start(
      { profile: sessionProfile, library: sessionLibrary },
      { name: sessionMetadataName, metadata },
    );
    await writer.#mcap.drained();
    if (writer.#mcap.failure !== undefined) {
      await handle.close();
      throw writer.#writeError(writer.#mcap.failure);
    }
    return writer;
  }

  /**
   * Records what the transport delivered. A tick is not recorded, but a tick in which a second has
   * passed sends the waiting chunk to the file.
   * @throws SessionFileError "write-failed"; RangeError for a time that is not a number from 0 on.
   */
  async writeEvent(event: TransportEvent): Promise<void> {
    this.#advance(event.arrivalTimeS);
    switch (event.kind) {
      case "notification":
        this.#addRaw(
          this.#notificationChannel(event),
          event.arrivalTimeS,
          encodeNotification(event.channel, event.payload),
        );
        break;
      case "link":
        this.#addRaw(
          this.#jsonChannel(linkTopic, linkMessageType),
          event.arrivalTimeS,
          linkMessageType.encode({
            podId: event.podId,
            state: event.state,
            reason: event.reason ?? null,
          }),
        );
        break;
      case "rssi":
        this.#addRaw(
          this.#jsonChannel(rssiTopic, rssiMessageType),
          event.arrivalTimeS,
          rssiMessageType.encode({ podId: event.podId, rssiDbm: event.rssiDbm }),
        );
        break;
      case "beltSpeed":
        this.#addRaw(
          this.#jsonChannel(beltSpeedTopic, beltSpeedMessageType),
          event.arrivalTimeS,
          beltSpeedMessageType.encode({ beltSpeedMPerS: event.beltSpeedMPerS }),
        );
        break;
      case "calibrationRequest":
        this.#addRaw(
          this.#jsonChannel(calibrationRequestTopic, calibrationRequestMessageType),
          event.arrivalTimeS,
          calibrationRequestMessageType.encode({ podIds: [...event.podIds] }),
        );
        break;
      case "entry":
        this.#addRaw(
          this.#jsonChannel(entryTopic, entryMessageType),
          event.arrivalTimeS,
          entryMessageType.encode({
            entry: event.entry,
            painLevel: event.painLevel,
            effortLevel: event.effortLevel,
          }),
        );
        break;
      case "alertAction":
        this.#addRaw(
          this.#jsonChannel(alertActionTopic, rawAlertActionMessageType),
          event.arrivalTimeS,
          rawAlertActionMessageType.encode({
            action: event.action,
            alertId: event.alertId,
            by: event.by,
          }),
        );
        break;
      case "baselineReset":
        this.#addRaw(
          this.#jsonChannel(baselineResetTopic, rawBaselineResetMessageType),
          event.arrivalTimeS,
          rawBaselineResetMessageType.encode({ by: event.by }),
        );
        break;
      case "sensorNotification":
        this.#addRaw(
          this.#jsonChannel(sensorNotificationTopic, sensorNotificationMessageType),
          event.arrivalTimeS,
          sensorNotificationMessageType.encode(event),
        );
        break;
      case "sensorLink":
        this.#addRaw(
          this.#jsonChannel(sensorLinkTopic, sensorLinkMessageType),
          event.arrivalTimeS,
          sensorLinkMessageType.encode({
            sensorId: event.sensorId,
            state: event.state,
            reason: event.reason ?? null,
          }),
        );
        break;
      case "tick":
        break;
    }
    await this.#backpressure();
  }

  /**
   * Records a derived output under the session time at which it came to be, s.
   * @throws SessionFileError "write-failed"; RangeError for a bad time or a NaN in the output.
   */
  async writeOutput(output: SessionOutput, logTimeS: number): Promise<void> {
    const type = outputMessageType(output.kind);
    const bytes = type.encode(output);
    this.#advance(logTimeS);
    const channelId = this.#jsonChannel(outputTopic(output), type);
    this.#add(channelId, logTimeS, this.#derivedSequence, bytes);
    this.#derivedSequence = nextSequence(this.#derivedSequence);
    await this.#backpressure();
  }

  /**
   * Null while the file keeps up; otherwise resolves when nothing waits for it any more, because it is
   * written or because the file has failed. For callers that do not wait for every write.
   */
  caughtUp(): Promise<void> | null {
    return this.#mcap.pendingBytes > maxPendingBytes ? this.#mcap.drained() : null;
  }

  /**
   * Writes what is waiting and the index, and closes the file. A second call does nothing more.
   * @throws SessionFileError "write-failed"
   */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    try {
      await this.#mcap.finish();
      if (this.#mcap.failure === undefined) await this.#handle.datasync();
    } catch (error) {
      throw this.#writeError(error);
    } finally {
      await this.#handle.close();
    }
    if (this.#mcap.failure !== undefined) throw this.#writeError(this.#mcap.failure);
  }

  /** Ends the chunk where `timeS` lies a second after its first message. */
  #advance(timeS: number): void {
    if (this.#closing !== undefined) throw new Error(`${this.path}: written to after close`);
    // Checks the time before anything of the message is in the chunk.
    sessionTimeToNs(this.#startNs, timeS);
    if (this.#chunkStartS !== undefined && timeS - this.#chunkStartS >= maxChunkSpanS) {
      this.#endChunk();
    }
  }

  #addRaw(channelId: number, timeS: number, data: Uint8Array): void {
    this.#add(channelId, timeS, this.#rawSequence, data);
    this.#rawSequence = nextSequence(this.#rawSequence);
  }

  #add(channelId: number, timeS: number, sequence: number, data: Uint8Array): void {
    const timeNs = sessionTimeToNs(this.#startNs, timeS);
    this.#mcap.addMessage({ channelId, sequence, logTime: timeNs, publishTime: timeNs, data });
    this.#chunkStartS ??= timeS;
    if (this.#mcap.chunkBytes >= maxChunkBytes) this.#endChunk();
  }

  #endChunk(): void {
    this.#mcap.endChunk();
    this.#chunkStartS = undefined;
  }

  async #backpressure(): Promise<void> {
    const caughtUp = this.caughtUp();
    if (caughtUp !== null) await caughtUp;
    if (this.#mcap.failure !== undefined) throw this.#writeError(this.#mcap.failure);
  }

  #notificationChannel(event: NotificationEvent): number {
    const topic = `${notificationTopicPrefix}${event.podId}`;
    const pod = this.#header.pods.find((candidate) => candidate.podId === event.podId);
    return this.#channel(topic, () => ({
      topic,
      messageEncoding: notificationEncoding,
      metadata: new Map([
        [podIdKey, event.podId],
        ...(pod === undefined ? [] : ([[placementKey, pod.placement]] as const)),
      ]),
      schema: {
        name: "hipline.Notification",
        encoding: "x-hipline-text",
        data: textEncoder.encode(notificationLayoutText),
      },
    }));
  }

  #jsonChannel<T>(topic: string, type: JsonMessageType<T>): number {
    return this.#channel(topic, () => ({
      topic,
      messageEncoding: "json",
      metadata: new Map(),
      schema: { name: type.name, encoding: "jsonschema", data: type.schemaBytes },
    }));
  }

  #channel(topic: string, info: () => ChannelInfo): number {
    let id = this.#channelIds.get(topic);
    if (id === undefined) {
      id = this.#mcap.addChannel(info());
      this.#channelIds.set(topic, id);
    }
    return id;
  }

  #writeError(error: unknown): SessionFileError {
    const reason = error instanceof Error ? error.message : String(error);
    return new SessionFileError("write-failed", this.path, `cannot write: ${reason}`, {
      cause: error,
    });
  }
}

/** MCAP sequence numbers have 32 bits and wrap. */
function nextSequence(sequence: number): number {
  return (sequence + 1) >>> 0;
}
