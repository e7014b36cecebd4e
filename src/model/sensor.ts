/** Standard Bluetooth services that are read beside the pods; nothing is ever written to them. */
export const sensorKinds = ["heart-rate", "treadmill", "running-speed-cadence"] as const;
export type SensorKind = (typeof sensorKinds)[number];

/** Names a sensor within a session: its serial number, or how the host that recorded it calls the device. */
export type SensorId = string;

/** What a session knows about one sensor beside the pods before its first value. */
export interface SensorDescription {
  readonly sensorId: SensorId;
  readonly kind: SensorKind;
  /** What people call it: the name that it advertises, or that somebody gave it. */
  readonly name: string;
}
