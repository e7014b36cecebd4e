import { sensorServices } from "../../codec/standard-sensors/sensor-services.ts";
import type { SensorKind } from "../../model/sensor.ts";
import type { ConnectionParameters } from "../bluetooth/bluetooth-central.ts";
import { PodRefusal, type SensorDriver } from "../bluetooth/device-driver.ts";

/** Long enough to leave the air to the pods, short enough to be found and subscribed to within a second or two. Sensors notify once a second. */
const parameters: ConnectionParameters = {
  minIntervalMs: 50,
  maxIntervalMs: 100,
  latency: 0,
  supervisionTimeoutMs: 4000,
};

/** What is missing where the kind's characteristic is. */
const missingValues: Readonly<Record<SensorKind, string>> = {
  "heart-rate": "it has no Heart Rate Measurement",
  // The Fitness Machine Service is that of bicycles and rowing machines as well.
  treadmill: "it has no Treadmill Data: another fitness machine than a treadmill",
  "running-speed-cadence": "it has no RSC Measurement",
};

function standardSensorDriver(kind: SensorKind, stallS: number): SensorDriver {
  const { serviceUuid, measurementUuid } = sensorServices[kind];
  const measurement = { serviceUuid, characteristicUuid: measurementUuid };
  return {
    kind,
    parameters,
    stallS,
    match: ({ serviceUuids, localName }) =>
      serviceUuids.includes(serviceUuid) ? { kind, name: localName } : null,
    start: async (connection, onValue) => {
      const found = await connection.discover([serviceUuid]);
      const canNotify = found.some(
        ({ characteristicUuid, properties }) =>
          characteristicUuid === measurementUuid && properties.includes("notify"),
      );
      if (!canNotify) throw new PodRefusal(missingValues[kind]);
      await connection.subscribe(measurement, onValue);
      return {
        stop: async () => {
          // The connection may be over by now, and then so are its notifications.
          await connection.unsubscribe(measurement).catch(() => undefined);
        },
      };
    },
  };
}

/**
 * Drivers of the standard Bluetooth services beside the pods: Heart Rate, Fitness Machine (treadmills, only read), Running Speed
 * and Cadence. Belts on the skin notify all the time; treadmills and foot pods may say nothing while nobody moves.
 */
export const standardSensorDrivers: readonly SensorDriver[] = [
  standardSensorDriver("heart-rate", 10),
  standardSensorDriver("treadmill", 60),
  standardSensorDriver("running-speed-cadence", 60),
];
