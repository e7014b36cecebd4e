import type { PodId } from "./pod.ts";
import type { SensorId } from "./sensor.ts";

/**
 * Damage seen in the data. A fault is a value that travels in the stream: it is counted and shown,
 * and the session goes on.
 */
export const faultCodes = [
  "packet-truncated",
  "packet-too-long",
  "packet-unknown-type",
  "packet-invalid-field",
  "packet-unknown-pod",
  "packet-unknown-sensor",
  "packet-unexpected-format",
  "samples-lost",
  "samples-unrecoverable",
  "packet-duplicate",
  "packet-out-of-order",
  "clock-step",
  "clock-misaligned",
  "time-exchange-unusable",
  "sample-saturated",
  "sample-not-finite",
] as const;
export type FaultCode = (typeof faultCodes)[number];

export interface Fault {
  readonly kind: "fault";
  readonly code: FaultCode;
  /** Session time at which it was noticed, s. */
  readonly timeS: number;
  readonly podId: PodId | null;
  /** The sensor beside the pods that it concerns. Left out = none. */
  readonly sensorId?: SensorId;
  /** What and where, in plain words. */
  readonly message: string;
  /** How many samples or packets it concerns. */
  readonly count: number;
}
