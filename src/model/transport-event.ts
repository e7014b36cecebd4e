import type { AlertAction } from "./alert-output.ts";
import type { PodId } from "./pod.ts";
import type { SensorId } from "./sensor.ts";

/** The GATT characteristics of a Hipline pod, by the names of firmware-protocol/SPEC.md. */
export const podChannels = [
  "identity",
  "configuration",
  "control",
  "samples",
  "backfill",
  "status",
  "timeExchange",
] as const;

/**
 * The GATT characteristics whose notifications (or read values) reach the host. A recording keeps them apart because their
 * bytes mean different things. "movesense" is the one over which a Movesense sensor sends everything.
 */
export const notificationChannels = [...podChannels, "movesense"] as const;
export type NotificationChannel = (typeof notificationChannels)[number];

/** State of the radio link to one pod or sensor, as its transport knows it. */
export const linkStates = [
  "searching",
  "connecting",
  "configuring",
  "streaming",
  "backfilling",
  "lost",
  "failed",
] as const;
export type LinkState = (typeof linkStates)[number];

/** Raw bytes from one pod, and when the host received them. This is what a session file records. */
export interface NotificationEvent {
  readonly kind: "notification";
  /** Session time at which the host received the bytes, s (host monotonic clock, 0 = session start). */
  readonly arrivalTimeS: number;
  readonly podId: PodId;
  readonly channel: NotificationChannel;
  /** May be a view into a larger buffer: honour byteOffset and byteLength. */
  readonly payload: Uint8Array;
}

export interface LinkEvent {
  readonly kind: "link";
  readonly arrivalTimeS: number;
  readonly podId: PodId;
  readonly state: LinkState;
  /** Why, in plain words, where the state alone does not say (lost, failed). */
  readonly reason?: string;
}

/** A measurement of a sensor beside the pods: the value of the one characteristic that its kind notifies, as it came. */
export interface SensorNotificationEvent {
  readonly kind: "sensorNotification";
  /** Session time at which the host received it, s. */
  readonly arrivalTimeS: number;
  readonly sensorId: SensorId;
  /** May be a view into a larger buffer: honour byteOffset and byteLength. */
  readonly payload: Uint8Array;
}

export interface SensorLinkEvent {
  readonly kind: "sensorLink";
  readonly arrivalTimeS: number;
  readonly sensorId: SensorId;
  readonly state: LinkState;
  /** Why, in plain words, where the state alone does not say (lost, failed). */
  readonly reason?: string;
}

/** How strongly the host receives a pod, as its radio measures it now and then. */
export interface RssiEvent {
  readonly kind: "rssi";
  readonly arrivalTimeS: number;
  readonly podId: PodId;
  /** Received signal strength, dBm: −40 beside the host, −90 about to be lost. */
  readonly rssiDbm: number;
}

/** The belt speed as the treadmill, or the person at it, states it. Absent speed = not known from here on. */
export interface BeltSpeedEvent {
  readonly kind: "beltSpeed";
  readonly arrivalTimeS: number;
  readonly beltSpeedMPerS: number | null;
}

/** Somebody asks for pods to be calibrated anew, at the next quiet standing. */
export interface CalibrationRequestEvent {
  readonly kind: "calibrationRequest";
  readonly arrivalTimeS: number;
  readonly podIds: readonly PodId[];
}

/**
 * What a runner can say: of the hip ("catch" = it catches, clicks or locks for a moment; "pain-next-morning" = the pain on the morning
 * after the last session), how hard the run is ("effort"), and that it ends here ("stop").
 */
export const entryTypes = [
  "pain",
  "sharp-pain",
  "catch",
  "effort",
  "stop",
  "pain-next-morning",
] as const;
export type EntryType = (typeof entryTypes)[number];

/** Which level an entry has; null of one that says all by itself. */
export function levelKind(entry: EntryType): "pain" | "effort" | null {
  if (entry === "effort") return "effort";
  return entry === "pain" || entry === "pain-next-morning" ? "pain" : null;
}

/** Largest pain level; 0 is none, this the worst imaginable. */
export const maxPainLevel = 10;

/** Largest effort; 0 is none, this the hardest possible (Borg's CR10 scale, as Foster et al. 2001, J Strength Cond Res 15:109, use it). */
export const maxEffortLevel = 10;

/** The runner, or somebody for the runner, enters what the hip feels like, or how the run is. */
export interface EntryEvent {
  readonly kind: "entry";
  readonly arrivalTimeS: number;
  readonly entry: EntryType;
  /** Whole number from 0 to `maxPainLevel` where `entry` is "pain" or "pain-next-morning", else null. */
  readonly painLevel: number | null;
  /** Whole number from 0 to `maxEffortLevel` where `entry` is "effort", else null. */
  readonly effortLevel: number | null;
}

/** Somebody acknowledges an alert, or clears one that only a person clears. */
export interface AlertActionEvent {
  readonly kind: "alertAction";
  readonly arrivalTimeS: number;
  readonly action: AlertAction;
  readonly alertId: string;
  /** Who: a name or a role, as the client states it. */
  readonly by: string;
}

/** Somebody begins the session's baselines anew. */
export interface BaselineResetEvent {
  readonly kind: "baselineReset";
  readonly arrivalTimeS: number;
  readonly by: string;
}

/** What people do while a session runs, without its time: that is the session's when it arrives. */
export type PersonAction =
  | Omit<EntryEvent, "arrivalTimeS">
  | Omit<AlertActionEvent, "arrivalTimeS">
  | Omit<BaselineResetEvent, "arrivalTimeS">
  | Omit<BeltSpeedEvent, "arrivalTimeS">
  | Omit<CalibrationRequestEvent, "arrivalTimeS">;

/** Time passes although nothing arrived, so that silence is noticed in replay as it is live. */
export interface TickEvent {
  readonly kind: "tick";
  readonly arrivalTimeS: number;
}

export type TransportEvent =
  | NotificationEvent
  | LinkEvent
  | RssiEvent
  | SensorNotificationEvent
  | SensorLinkEvent
  | BeltSpeedEvent
  | CalibrationRequestEvent
  | EntryEvent
  | AlertActionEvent
  | BaselineResetEvent
  | TickEvent;
