import type { SensorDescription, SensorId } from "../model/sensor.ts";
import type { SensorLiveness, SensorOutput, SensorStateOutput } from "../model/sensor-output.ts";
import type { LinkState, SensorLinkEvent } from "../model/transport-event.ts";
import { perSubscription } from "./per-subscription.ts";
import type { PipelineOperator, PipelineValue } from "./pipeline-value.ts";
import { sensorSilentS } from "./silent-sensor.ts";

/** A sensor that has said nothing this long after the session's start is silent as well, s. */
const neverHeardS = 5;

/** The state of every sensor is repeated this often even where nothing changed, s. */
const repeatS = 1;

/** What is known about one sensor's link and data. */
class SensorMonitor {
  readonly #sensor: SensorDescription;
  #link: LinkState = "searching";
  #linkReason: string | null = null;
  #linkSinceS: number | null = null;
  #liveness: SensorLiveness = "waiting";
  #startS: number | null = null;
  #lastValueS: number | null = null;
  #faults = 0;
  #reportedS = Number.NEGATIVE_INFINITY;

  constructor(sensor: SensorDescription) {
    this.#sensor = sensor;
  }

  /** A value has arrived; true where that is news. */
  takeValue(timeS: number): boolean {
    this.#lastValueS = timeS;
    return this.#become("live");
  }

  takeFault(): void {
    this.#faults += 1;
  }

  /** The link says what it does; true where that is news. */
  takeLink({ state, arrivalTimeS, ...event }: SensorLinkEvent): boolean {
    const reason = event.reason ?? null;
    if (state !== this.#link || this.#linkSinceS === null) this.#linkSinceS = arrivalTimeS;
    else if (reason === this.#linkReason) return false;
    this.#link = state;
    this.#linkReason = reason;
    return true;
  }

  /** Time has come to `nowS`; true where the sensor has just fallen silent. */
  passTime(nowS: number): boolean {
    this.#startS ??= nowS;
    const silent =
      this.#lastValueS === null
        ? nowS - this.#startS >= neverHeardS
        : nowS - this.#lastValueS > sensorSilentS;
    return silent && this.#become("silent");
  }

  isDue(nowS: number): boolean {
    return nowS - this.#reportedS >= repeatS;
  }

  report(timeS: number): SensorStateOutput {
    this.#reportedS = timeS;
    const { sensorId, kind } = this.#sensor;
    return {
      kind: "sensorState",
      timeS,
      sensorId,
      sensorKind: kind,
      link: this.#link,
      linkReason: this.#linkReason,
      linkSinceS: this.#linkSinceS,
      liveness: this.#liveness,
      lastValueS: this.#lastValueS,
      faults: this.#faults,
    };
  }

  /** What a sensor that says nothing is known to measure: nothing. */
  nothingKnown(timeS: number): SensorOutput {
    const { sensorId, kind } = this.#sensor;
    switch (kind) {
      case "heart-rate":
        return {
          kind: "heartRate",
          timeS,
          sensorId,
          heartRateBpm: null,
          rrIntervalsS: [],
          contact: null,
        };
      case "treadmill":
        return {
          kind: "treadmill",
          timeS,
          sensorId,
          speedMPerS: null,
          inclinePct: null,
          rampAngleDeg: null,
          distanceM: null,
        };
      case "running-speed-cadence":
        return {
          kind: "runningSpeedCadence",
          timeS,
          sensorId,
          speedMPerS: null,
          cadenceSpm: null,
          strideLengthM: null,
          isRunning: null,
        };
      default:
        return kind satisfies never;
    }
  }

  #become(liveness: SensorLiveness): boolean {
    const changed = liveness !== this.#liveness;
    this.#liveness = liveness;
    return changed;
  }
}

/**
 * The state of every sensor beside the pods, judged by the values that arrive and not by what the link claims: reported on every
 * change and once a second. Where a sensor falls silent its values are taken back.
 */
export function monitorSensors(sensors: readonly SensorDescription[]): PipelineOperator {
  return perSubscription<PipelineValue, PipelineValue>(() => {
    const monitors = new Map<SensorId, SensorMonitor>(
      sensors.map((sensor) => [sensor.sensorId, new SensorMonitor(sensor)]),
    );
    return (value, emit) => {
      emit(value);
      if (value.kind === "tick") {
        for (const monitor of monitors.values()) {
          const nowS = value.arrivalTimeS;
          const fellSilent = monitor.passTime(nowS);
          if (fellSilent) emit(monitor.nothingKnown(nowS));
          if (fellSilent || monitor.isDue(nowS)) emit(monitor.report(nowS));
        }
        return;
      }
      const monitor =
        "sensorId" in value && value.sensorId !== undefined
          ? monitors.get(value.sensorId)
          : undefined;
      if (monitor === undefined) return;
      if (value.kind === "sensorLink") {
        if (monitor.takeLink(value)) emit(monitor.report(value.arrivalTimeS));
      } else if (value.kind === "fault") {
        monitor.takeFault();
      } else if (
        value.kind === "heartRate" ||
        value.kind === "treadmill" ||
        value.kind === "runningSpeedCadence"
      ) {
        if (monitor.takeValue(value.timeS)) emit(monitor.report(value.timeS));
      }
    };
  });
}
