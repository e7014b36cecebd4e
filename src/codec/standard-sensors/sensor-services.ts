import type { SensorKind } from "../../model/sensor.ts";

/** Where a kind of sensor has its values. UUIDs of the Bluetooth SIG (Assigned Numbers), written out on the Bluetooth base UUID. */
export interface SensorService {
  readonly serviceUuid: string;
  /** The one characteristic that it notifies. */
  readonly measurementUuid: string;
}

/** Heart Rate, Fitness Machine, and Running Speed and Cadence. */
export const sensorServices: Readonly<Record<SensorKind, SensorService>> = {
  "heart-rate": {
    serviceUuid: "0000180d-0000-1000-8000-00805f9b34fb",
    measurementUuid: "00002a37-0000-1000-8000-00805f9b34fb",
  },
  treadmill: {
    serviceUuid: "00001826-0000-1000-8000-00805f9b34fb",
    measurementUuid: "00002acd-0000-1000-8000-00805f9b34fb",
  },
  "running-speed-cadence": {
    serviceUuid: "00001814-0000-1000-8000-00805f9b34fb",
    measurementUuid: "00002a53-0000-1000-8000-00805f9b34fb",
  },
};
