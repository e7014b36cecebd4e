import type { SensorId, SensorKind } from "./sensor.ts";
import type { LinkState } from "./transport-event.ts";

/** Whether values of a sensor are arriving, judged from the values themselves and not from what the radio claims. */
export const sensorLivenesses = ["waiting", "live", "silent"] as const;
export type SensorLiveness = (typeof sensorLivenesses)[number];

/**
 * Heart rate as a belt or a watch measures it, about once a second; and once without values where the sensor falls silent.
 */
export interface HeartRateOutput {
  readonly kind: "heartRate";
  /** Session time at which the host received it, s; or at which silence was noticed. */
  readonly timeS: number;
  readonly sensorId: SensorId;
  /** Null where the sensor has no pulse or no contact to the skin, or is silent. */
  readonly heartRateBpm: number | null;
  /** Times between successive heart beats since the last measurement, s, oldest first; empty where the sensor does not measure them. */
  readonly rrIntervalsS: readonly number[];
  /** Whether the sensor touches the skin; null where it cannot tell. */
  readonly contact: boolean | null;
}

/**
 * What a treadmill says of itself, about once a second; and once without values where it falls silent. What it has not said for
 * three seconds is null, so that machines that spread their values over several notifications do not flicker.
 */
export interface TreadmillOutput {
  readonly kind: "treadmill";
  readonly timeS: number;
  readonly sensorId: SensorId;
  /** Speed of the belt. */
  readonly speedMPerS: number | null;
  /** Slope of the belt: rise over run, percent, + uphill. */
  readonly inclinePct: number | null;
  /** Angle at which the machine has set its ramp, degrees, + uphill. */
  readonly rampAngleDeg: number | null;
  /** Covered since the machine began to count, m. */
  readonly distanceM: number | null;
}

/** What a foot pod, or a treadmill that counts steps, says; and once without values where it falls silent. */
export interface RunningSpeedCadenceOutput {
  readonly kind: "runningSpeedCadence";
  readonly timeS: number;
  readonly sensorId: SensorId;
  readonly speedMPerS: number | null;
  /**
   * Steps of both feet per minute. The service counts one foot, many devices count both, and none says which: null until that
   * can be told from the speed.
   */
  readonly cadenceSpm: number | null;
  /** From one contact of a foot to the next of the same, m, as the sensor states it. */
  readonly strideLengthM: number | null;
  /** Null where the sensor does not tell walking from running, or has not yet shown that it does. */
  readonly isRunning: boolean | null;
}

/** Link and data flow of one sensor, on every change and once a second. */
export interface SensorStateOutput {
  readonly kind: "sensorState";
  readonly timeS: number;
  readonly sensorId: SensorId;
  readonly sensorKind: SensorKind;
  readonly link: LinkState;
  readonly linkReason: string | null;
  /** Session time since which the link is in this state, s; null where nothing was said of it yet. */
  readonly linkSinceS: number | null;
  readonly liveness: SensorLiveness;
  /** Session time of the newest value, s. */
  readonly lastValueS: number | null;
  readonly faults: number;
}

export type SensorOutput =
  | HeartRateOutput
  | TreadmillOutput
  | RunningSpeedCadenceOutput
  | SensorStateOutput;
