import type { AlertSeverity } from "../../model/alert-output.ts";
import type { PodDescription, PodFamily, PodId } from "../../model/pod.ts";
import type { SensorKind } from "../../model/sensor.ts";
import type { LinkState, NotificationChannel } from "../../model/transport-event.ts";
import type {
  Advertisement,
  ConnectionParameters,
  GattConnection,
  ValueListener,
} from "./bluetooth-central.ts";

/** What an advertisement tells of a pod. */
export interface AdvertisedPod {
  readonly family: PodFamily;
  /** Whole id where the advertisement has it; null where only its end is known. */
  readonly podId: PodId | null;
  /** Last digits of the id: 8 or more. */
  readonly podIdTail: string;
  /** Placement that the pod itself remembers; null = none, or it does not say. */
  readonly placement: PodDescription["placement"] | null;
  /** Something is known that keeps it from being used, in plain words (another major version …); null = nothing. */
  readonly unusable: string | null;
}

/** What a driver may do to the rest of the service. */
export interface DriverHost {
  /** Session time now, s: what a time exchange carries to the pod and back. */
  sessionTimeS(): number;
  /** Hands on a value that the pod sent. @param arrivalS host time, as the connection gave it. */
  notify(channel: NotificationChannel, payload: Uint8Array, arrivalS: number): void;
  /** Says what the link is doing; only "streaming" and "backfilling" are a driver's to say, the rest is the link's. */
  setState(state: Extract<LinkState, "streaming" | "backfilling">): void;
}

/** What is known of a pod that is or was connected, for reports and people. */
export interface PodIdentification {
  readonly podId: PodId;
  readonly placement: PodDescription["placement"] | null;
  readonly modelName: string | null;
  readonly firmwareRevision: string | null;
  readonly batteryPct: number | null;
  /** It measures for a session whose link it has lost: whoever starts it anew spoils that session. Left out = it does not tell. */
  readonly isSampling?: boolean;
  /** Full scales that it measures with and that cannot be set over the link. Left out = they can be, or it does not tell. */
  readonly fixedRanges?: Pick<PodDescription, "accRangeG" | "gyrRangeDegPerS">;
}

/** What some families offer to tell pods apart and to give them their places, outside of any session. */
export interface PodPairing {
  /** Lets the pod show which one it is (LED). @throws BluetoothError; PodRefusal where it has none. */
  show(connection: GattConnection, durationS: number): Promise<void>;
  /** Has the pod remember where it is worn, or forget it (null). @throws BluetoothError, PodRefusal */
  remember(
    connection: GattConnection,
    placement: PodDescription["placement"] | null,
  ): Promise<void>;
}

/** A pod that streams. */
export interface RunningPod {
  /** Lets the pod show which one it is (LED), where it can. @throws BluetoothError */
  identify(durationS: number): Promise<void>;
  /** Has its motor cue the runner, the more the more severe. Left out = it has none. @throws BluetoothError, PodRefusal */
  vibrate?(severity: AlertSeverity): Promise<void>;
  /** Stops streaming in order, so that the pod does not go on alone; the connection stays for the caller to end. Never throws. */
  stop(): Promise<void>;
}

/**
 * A family of pods: how they are found, read and started. State that outlives a connection (what has arrived so far, what is
 * missing) is in the object that `forPod` returns, one per pod and session.
 */
export interface PodDriver {
  readonly family: PodFamily;
  /** Null where the advertisement is not of this family. */
  match(advertisement: Advertisement): AdvertisedPod | null;
  /** Reads who the pod is, without changing anything. @throws BluetoothError */
  identify(connection: GattConnection): Promise<PodIdentification>;
  /** Left out = pods of this family have no LED to show and remember no placement. */
  readonly pairing?: PodPairing;
  forPod(pod: PodDescription, host: DriverHost): PodLinkDriver;
}

/** The driver of one pod of a session, over all its connections. */
export interface PodLinkDriver {
  readonly parameters: ConnectionParameters;
  /** No value for this long while streaming: the link is given up and made anew, s. */
  readonly stallS: number;
  /**
   * Configures the pod and has it stream. Resolves once it streams; goes on working (backfill, time exchange) until
   * `connection.ended`. @throws BluetoothError, or PodRefusal where trying again makes no sense.
   */
  start(connection: GattConnection): Promise<RunningPod>;
}

/** What an advertisement tells of a sensor beside the pods. */
export interface AdvertisedSensor {
  readonly kind: SensorKind;
  /** Null where it advertises none. */
  readonly name: string | null;
}

/** A sensor that notifies. */
export interface RunningSensor {
  /** Has it notify no more; the connection stays for the caller to end. Never throws. */
  stop(): Promise<void>;
}

/** A kind of sensor beside the pods: how it is found and read. Nothing outlives a connection, and nothing is written but subscriptions. */
export interface SensorDriver {
  readonly kind: SensorKind;
  readonly parameters: ConnectionParameters;
  /** No value for this long while streaming: the link is given up and made anew, s. */
  readonly stallS: number;
  /** Null where the advertisement is not of this kind; a device with several services is of several kinds. */
  match(advertisement: Advertisement): AdvertisedSensor | null;
  /**
   * Has it notify. Resolves once it does; `onValue` is called with every value until `connection.ended`.
   * @throws BluetoothError, or PodRefusal where the device has no such values.
   */
  start(connection: GattConnection, onValue: ValueListener): Promise<RunningSensor>;
}

/** The pod or sensor is there, and cannot be used as it is: another one than asked for, another protocol version, a refused configuration. */
export class PodRefusal extends Error {
  override readonly name = "PodRefusal";
}
