import type { SensorKind } from "../../model/sensor.ts";
import type { PacketFault } from "../packet.ts";
import { decodeHeartRate } from "./decode-heart-rate.ts";
import { decodeRunningSpeedCadence } from "./decode-running-speed-cadence.ts";
import { decodeTreadmill } from "./decode-treadmill.ts";
import type { SensorMeasurement } from "./sensor-measurement.ts";

const decoders: Readonly<Record<SensorKind, (view: DataView) => SensorMeasurement | PacketFault>> =
  {
    "heart-rate": decodeHeartRate,
    treadmill: decodeTreadmill,
    "running-speed-cadence": decodeRunningSpeedCadence,
  };

/** Reads what a sensor of this kind has notified: any bytes are a measurement or a fault that names field and offset. */
export function decodeMeasurement(
  kind: SensorKind,
  bytes: Uint8Array,
): SensorMeasurement | PacketFault {
  return decoders[kind](new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
