import { decodeMeasurement } from "../codec/standard-sensors/decode-measurement.ts";
import type {
  RscMeasurement,
  SensorMeasurement,
  TreadmillData,
} from "../codec/standard-sensors/sensor-measurement.ts";
import type { SensorDescription, SensorId } from "../model/sensor.ts";
import type { RunningSpeedCadenceOutput, TreadmillOutput } from "../model/sensor-output.ts";
import type { SensorNotificationEvent } from "../model/transport-event.ts";
import { FootCounter } from "./counted-feet.ts";
import { perSubscription } from "./per-subscription.ts";
import type { PipelineOperator, PipelineValue } from "./pipeline-value.ts";
import { sensorSilentS } from "./silent-sensor.ts";

/** A number that holds until it is renewed, or has not been for too long. */
class HeldNumber {
  #value: number | null = null;
  #sinceS = Number.NEGATIVE_INFINITY;

  take(value: number | null, timeS: number): void {
    if (value === null) return;
    this.#value = value;
    this.#sinceS = timeS;
  }

  at(timeS: number): number | null {
    return timeS - this.#sinceS <= sensorSilentS ? this.#value : null;
  }
}

/**
 * Puts a treadmill's record together: it may be spread over several notifications, of which the last has the speed, and some machines
 * state incline and distance less often than speed.
 */
class TreadmillRecord {
  readonly #incline = new HeldNumber();
  readonly #ramp = new HeldNumber();
  readonly #distance = new HeldNumber();

  take(sensorId: SensorId, timeS: number, data: TreadmillData): TreadmillOutput | null {
    this.#incline.take(data.inclinePct, timeS);
    this.#ramp.take(data.rampAngleDeg, timeS);
    this.#distance.take(data.distanceM, timeS);
    if (data.moreData) return null;
    return {
      kind: "treadmill",
      timeS,
      sensorId,
      speedMPerS: data.speedMPerS,
      inclinePct: this.#incline.at(timeS),
      rampAngleDeg: this.#ramp.at(timeS),
      distanceM: this.#distance.at(timeS),
    };
  }
}

/** What is known of one running sensor's own ways. */
class RunningSensor {
  readonly #feet = new FootCounter();
  #tellsRunning = false;

  take(sensorId: SensorId, timeS: number, data: RscMeasurement): RunningSpeedCadenceOutput {
    this.#tellsRunning ||= data.isRunning;
    return {
      kind: "runningSpeedCadence",
      timeS,
      sensorId,
      speedMPerS: data.speedMPerS,
      cadenceSpm: this.#feet.cadenceSpm(data),
      strideLengthM: data.strideLengthM,
      isRunning: this.#tellsRunning ? data.isRunning : null,
    };
  }
}

/** One sensor's measurements, and what must be remembered between them. */
class SensorDecoder {
  readonly #sensor: SensorDescription;
  readonly #treadmill = new TreadmillRecord();
  readonly #running = new RunningSensor();

  constructor(sensor: SensorDescription) {
    this.#sensor = sensor;
  }

  take({ arrivalTimeS: timeS, payload }: SensorNotificationEvent): PipelineValue | null {
    const { sensorId, name, kind } = this.#sensor;
    const measurement = decodeMeasurement(kind, payload);
    if (measurement.kind !== "packetFault") return this.#output(timeS, measurement);
    const { code, message } = measurement;
    return {
      kind: "fault",
      code,
      timeS,
      podId: null,
      sensorId,
      message: `${name}: ${message}`,
      count: 1,
    };
  }

  #output(timeS: number, measurement: SensorMeasurement): PipelineValue | null {
    const { sensorId } = this.#sensor;
    switch (measurement.kind) {
      case "heartRateMeasurement": {
        const { heartRateBpm, rrIntervalsS, contact } = measurement;
        return { kind: "heartRate", timeS, sensorId, heartRateBpm, rrIntervalsS, contact };
      }
      case "treadmillData":
        return this.#treadmill.take(sensorId, timeS, measurement);
      case "rscMeasurement":
        return this.#running.take(sensorId, timeS, measurement);
      default:
        return measurement satisfies never;
    }
  }
}

/** Notifications of sensors become outputs or faults. Bytes of a sensor that the session does not know are a fault. */
export function decodeSensors(sensors: readonly SensorDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const decoders = new Map<SensorId, SensorDecoder>(
      sensors.map((sensor) => [sensor.sensorId, new SensorDecoder(sensor)]),
    );
    return (value, emit) => {
      if (value.kind !== "sensorNotification") {
        emit(value);
        return;
      }
      const { sensorId, arrivalTimeS: timeS } = value;
      const decoder = decoders.get(sensorId);
      if (decoder === undefined) {
        emit({
          kind: "fault",
          code: "packet-unknown-sensor",
          timeS,
          podId: null,
          sensorId,
          message: `notification from sensor ${sensorId}, which is not part of this session`,
          count: 1,
        });
        return;
      }
      const output = decoder.take(value);
      if (output !== null) emit(output);
    };
  });
}
