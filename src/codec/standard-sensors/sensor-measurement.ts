/** A Heart Rate Measurement. */
export interface HeartRateMeasurement {
  readonly kind: "heartRateMeasurement";
  /** Null where the sensor has not found a pulse, or says that it does not touch the skin. */
  readonly heartRateBpm: number | null;
  /** Oldest first, s; empty where there are none, or the sensor does not touch the skin. */
  readonly rrIntervalsS: readonly number[];
  /** Null where the sensor cannot tell. */
  readonly contact: boolean | null;
}

/** What one Treadmill Data notification says; null where that is nothing. */
export interface TreadmillData {
  readonly kind: "treadmillData";
  /** Whether more notifications follow that belong to the same record. Only the last one has the speed. */
  readonly moreData: boolean;
  readonly speedMPerS: number | null;
  /** Rise over run, percent, + uphill. */
  readonly inclinePct: number | null;
  /** As set, degrees, + uphill. */
  readonly rampAngleDeg: number | null;
  /** Since the machine began to count, m. */
  readonly distanceM: number | null;
}

/** An RSC Measurement. */
export interface RscMeasurement {
  readonly kind: "rscMeasurement";
  readonly speedMPerS: number;
  /** Contacts per minute: of the one foot that carries the sensor by the specification, of both feet with many sensors. */
  readonly contactsPerMin: number;
  /** From one contact of a foot to the next of the same, m; null where the sensor does not measure it. */
  readonly strideLengthM: number | null;
  /** The status bit. Sensors that do not tell walking from running leave it at false. */
  readonly isRunning: boolean;
}

export type SensorMeasurement = HeartRateMeasurement | TreadmillData | RscMeasurement;
