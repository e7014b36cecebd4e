import type { Placement, PodId } from "../model/pod.ts";
import type { SensorId, SensorKind } from "../model/sensor.ts";
import type { SessionHeader } from "../model/session-header.ts";
import { type NotificationChannel, notificationChannels } from "../model/transport-event.ts";
import { decodeMessage, type SessionMessage } from "./decode-message.ts";
import { decodeNotification } from "./notification-message.ts";
import { sensorNotificationMessageType } from "./sensor-message-types.ts";
import { notificationTopicPrefix, podIdKey, sensorNotificationTopic } from "./session-format.ts";
import { openSession } from "./session-reader.ts";
import type { SessionRecovery } from "./session-scan.ts";

/** What one pod sent. */
export interface PodSummary {
  readonly podId: PodId;
  /** Null for a pod that is in the data but not in the header. */
  readonly placement: Placement | null;
  readonly notifications: number;
  /** Bytes of all payloads. */
  readonly payloadBytes: number;
  /** Session time of the first and the last notification, s; null where there is none. */
  readonly firstS: number | null;
  readonly lastS: number | null;
  /** Notifications of each characteristic. */
  readonly notificationsByChannel: Readonly<Record<NotificationChannel, number>>;
}

/** What one sensor beside the pods sent. */
export interface SensorSummary {
  readonly sensorId: SensorId;
  /** Null for a sensor that is in the data but not in the header. */
  readonly kind: SensorKind | null;
  readonly name: string | null;
  readonly notifications: number;
  /** Session time of the first and the last notification, s; null where there is none. */
  readonly firstS: number | null;
  readonly lastS: number | null;
}

/** What lies under one topic of the file. */
export interface TopicSummary {
  readonly topic: string;
  readonly schemaName: string;
  readonly messages: number;
  /** Bytes of all messages. */
  readonly bytes: number;
}

export interface SessionSummary {
  readonly path: string;
  readonly sizeBytes: number;
  readonly header: SessionHeader;
  /** Session time of the newest message, s. */
  readonly durationS: number;
  /** Null where the file is whole. */
  readonly recovery: SessionRecovery | null;
  /** The pods of the header in its order, then any others in order of appearance. */
  readonly pods: readonly PodSummary[];
  /** The same for the sensors beside the pods; empty where the session has none. */
  readonly sensors: readonly SensorSummary[];
  /** All topics of the file, raw and derived, by name. */
  readonly topics: readonly TopicSummary[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface PodTally extends Mutable<PodSummary> {
  notificationsByChannel: Record<NotificationChannel, number>;
}

/**
 * What is in a session file, found by reading all of it once.
 * @throws SessionFileError as openSession does, and "corrupt" where a sensor's message cannot be understood.
 */
export async function summarizeSession(path: string): Promise<SessionSummary> {
  const reader = await openSession(path);
  try {
    const { header, durationS, recovery, sizeBytes } = reader;
    const pods = new Map<PodId, PodTally>();
    for (const pod of header.pods) pods.set(pod.podId, emptyTally(pod.podId, pod.placement));
    const sensors = new Map<SensorId, Mutable<SensorSummary>>();
    for (const { sensorId, kind, name } of header.sensors ?? []) {
      sensors.set(sensorId, emptySensorTally(sensorId, kind, name));
    }
    const topics = new Map<string, Mutable<TopicSummary>>();
    for await (const message of reader.messages()) {
      countTopic(topics, message);
      countNotification(pods, message);
      decodeMessage(path, message, () => countSensorNotification(sensors, message));
    }
    return {
      path,
      sizeBytes,
      header,
      durationS,
      recovery,
      pods: [...pods.values()],
      sensors: [...sensors.values()],
      topics: [...topics.values()].sort((a, b) => (a.topic < b.topic ? -1 : 1)),
    };
  } finally {
    await reader.close();
  }
}

function countTopic(topics: Map<string, Mutable<TopicSummary>>, message: SessionMessage): void {
  const { topic } = message.channel;
  let tally = topics.get(topic);
  if (tally === undefined) {
    tally = { topic, schemaName: message.schemaName, messages: 0, bytes: 0 };
    topics.set(topic, tally);
  }
  tally.messages += 1;
  tally.bytes += message.data.byteLength;
}

function countNotification(pods: Map<PodId, PodTally>, message: SessionMessage): void {
  const podId = message.channel.metadata.get(podIdKey);
  if (podId === undefined || !message.channel.topic.startsWith(notificationTopicPrefix)) return;
  let tally = pods.get(podId);
  if (tally === undefined) {
    tally = emptyTally(podId, null);
    pods.set(podId, tally);
  }
  const notification = decodeNotification(message.data);
  if (notification === undefined) return;
  tally.notifications += 1;
  tally.payloadBytes += notification.payload.byteLength;
  tally.notificationsByChannel[notification.channel] += 1;
  tally.firstS ??= message.timeS;
  tally.lastS = message.timeS;
}

function countSensorNotification(
  sensors: Map<SensorId, Mutable<SensorSummary>>,
  { channel, data, timeS }: SessionMessage,
): void {
  if (channel.topic !== sensorNotificationTopic) return;
  const { sensorId } = sensorNotificationMessageType.decode(data);
  const tally = sensors.get(sensorId) ?? emptySensorTally(sensorId, null, null);
  sensors.set(sensorId, tally);
  tally.notifications += 1;
  tally.firstS ??= timeS;
  tally.lastS = timeS;
}

function emptySensorTally(
  sensorId: SensorId,
  kind: SensorKind | null,
  name: string | null,
): Mutable<SensorSummary> {
  return { sensorId, kind, name, notifications: 0, firstS: null, lastS: null };
}

function emptyTally(podId: PodId, placement: Placement | null): PodTally {
  return {
    podId,
    placement,
    notifications: 0,
    payloadBytes: 0,
    firstS: null,
    lastS: null,
    notificationsByChannel: Object.fromEntries(
      notificationChannels.map((channel) => [channel, 0]),
    ) as Record<NotificationChannel, number>,
  };
}
