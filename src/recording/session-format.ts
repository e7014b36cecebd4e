import type { SessionOutput } from "../model/session-output.ts";
import type { NotificationChannel } from "../model/transport-event.ts";

/**
 * Layout of a Hipline session file, format version 1. The container is MCAP (https://mcap.dev/spec).
 *
 *     magic
 *     Header        profile "hipline", library "hipline"
 *     Metadata      "hipline.session": formatVersion, header (JSON), headerCrc32
 *     Chunk + message indexes, about one per second of the session, CRC-32, not compressed
 *     DataEnd       with the CRC-32 of everything before it
 *     summary       schemas, channels, statistics, metadata and chunk index
 *     Footer, magic
 *
 * Time: logTime = publishTime = wall-clock start of the session (header.startedAt) + session time,
 * in whole nanoseconds since 1970-01-01 UTC, so that viewers show the real date. Where the start is
 * not known the session counts from 0. Session times are therefore kept to the nearest nanosecond; a
 * time that is a whole number of nanoseconds comes back exactly as it was written.
 *
 * Topics under /raw hold what the transport delivered, and are all that replay needs. The MCAP
 * sequence number counts the events of all /raw topics together, from 0 in arrival order; the
 * messages under /derived have such a count of their own. Ticks are not recorded: they carry no
 * information beyond "time has come this far", so whoever replays a file makes them again at even
 * steps between the events and on to the end of the file, where pods that fell silent stay silent.
 *
 * Topics under /derived hold what the session made of it, as JSON with a JSON Schema per kind. A
 * field that is null in the program is left out of the JSON object, and is not "required" in the
 * schema: viewers such as Lichtblick refuse a schema with a nullable type and then show none of the
 * topic.
 */
export const sessionFormatVersion = 1;

/** MCAP profile of a session file; tells it apart from every other MCAP file. */
export const sessionProfile = "hipline";

/** MCAP library string. Carries no version, so that the same input gives the same bytes. */
export const sessionLibrary = "hipline";

/** Name of the MCAP Metadata record that holds the session header. */
export const sessionMetadataName = "hipline.session";

export const rawTopicPrefix = "/raw/";
export const derivedTopicPrefix = "/derived/";
export const notificationTopicPrefix = "/raw/notifications/";
export const linkTopic = "/raw/link";
export const rssiTopic = "/raw/rssi";
export const beltSpeedTopic = "/raw/belt_speed";
export const calibrationRequestTopic = "/raw/calibration_requests";
export const entryTopic = "/raw/entries";
export const alertActionTopic = "/raw/alert_actions";
export const baselineResetTopic = "/raw/baseline_resets";
export const sensorNotificationTopic = "/raw/sensor_notifications";
export const sensorLinkTopic = "/raw/sensor_links";

/**
 * Message encoding of notifications: not JSON, because three pods at 200 Hz would double the file.
 * Viewers list the topic and skip its messages. The layout is in notification-message.ts.
 */
export const notificationEncoding = "x-hipline-notification";

/** Keys of the MCAP channel metadata of a notification topic. */
export const podIdKey = "podId";
export const placementKey = "placement";

/** Code of each notification channel in a file. Codes are never reused; new channels get new ones. */
export const notificationChannelCodes = {
  identity: 0,
  configuration: 1,
  control: 2,
  samples: 3,
  backfill: 4,
  status: 5,
  timeExchange: 6,
  movesense: 7,
} as const satisfies Record<NotificationChannel, number>;

/**
 * Topic of an output. Outputs of one pod, one sensor, one side or one angle of a side have a topic of their own, because a plot of
 * one topic draws one line.
 */
export function outputTopic(output: SessionOutput): string {
  switch (output.kind) {
    case "pelvicAngles":
      return `${derivedTopicPrefix}pelvic_angles`;
    case "hipAngles":
      return `${derivedTopicPrefix}hip_angles`;
    case "gaitEvent":
      return `${derivedTopicPrefix}gait_events`;
    case "stride":
      return `${derivedTopicPrefix}strides/${output.side}`;
    case "strideAngle":
      return `${derivedTopicPrefix}stride_angles/${output.side}/${output.angle}`;
    case "symmetry":
      return `${derivedTopicPrefix}symmetry`;
    case "cadence":
      return `${derivedTopicPrefix}cadence`;
    case "activity":
      return `${derivedTopicPrefix}activity`;
    case "podState":
      return `${derivedTopicPrefix}pod_states/${output.placement}`;
    case "calibration":
      return `${derivedTopicPrefix}calibration/${output.placement}`;
    case "heading":
      return `${derivedTopicPrefix}heading/${output.side}`;
    case "alert":
      return `${derivedTopicPrefix}alerts`;
    case "alertAction":
      return `${derivedTopicPrefix}alert_actions`;
    case "gaitWatch":
      return `${derivedTopicPrefix}gait_watch`;
    case "baseline":
      return `${derivedTopicPrefix}baselines`;
    case "baselineReset":
      return `${derivedTopicPrefix}baseline_resets`;
    case "cue":
      return `${derivedTopicPrefix}cues`;
    case "plan":
      return `${derivedTopicPrefix}plan`;
    case "loadAdvice":
      return `${derivedTopicPrefix}load_advice`;
    case "beltSpeed":
      return `${derivedTopicPrefix}belt_speed`;
    case "heartRate":
      return `${derivedTopicPrefix}heart_rate/${output.sensorId}`;
    case "treadmill":
      return `${derivedTopicPrefix}treadmill/${output.sensorId}`;
    case "runningSpeedCadence":
      return `${derivedTopicPrefix}running_speed_cadence/${output.sensorId}`;
    case "sensorState":
      return `${derivedTopicPrefix}sensor_states/${output.sensorId}`;
    case "entry":
      return `${derivedTopicPrefix}entries`;
    case "fault":
      return `${derivedTopicPrefix}faults`;
  }
}
