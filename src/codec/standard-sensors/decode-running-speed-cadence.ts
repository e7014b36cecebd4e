import type { PacketFault } from "../packet.ts";
import { MeasurementReader } from "./measurement-reader.ts";
import type { RscMeasurement } from "./sensor-measurement.ts";

// Running Speed and Cadence Service 1.0, section 3.1; GATT Specification Supplement, RSC Measurement.
const flagBits = {
  strideLength: 0x01,
  totalDistance: 0x02,
  isRunning: 0x04,
  reserved: 0xf8,
} as const;

/** Speed is in 1/256 m/s. */
const speedTicksPerMPerS = 256;

const speedRange = { min: 0, max: 12, unit: "m/s" } as const;
const strideRange = { min: 0, max: 6, unit: "m" } as const;

/** Reads an RSC Measurement (0x2A53). `view` covers exactly the bytes received. */
export function decodeRunningSpeedCadence(view: DataView): RscMeasurement | PacketFault {
  const reader = new MeasurementReader("RSC Measurement", view);
  const flags = reader.u8("Flags");
  const has = (bit: number): boolean => (flags & bit) !== 0;
  const speedMPerS = reader.within(
    "Instantaneous Speed",
    2,
    reader.u16("Instantaneous Speed") / speedTicksPerMPerS,
    speedRange,
  );
  const contactsPerMin = reader.u8("Instantaneous Cadence");
  let strideLengthM: number | null = null;
  if (has(flagBits.strideLength)) {
    const lengthM = reader.u16("Instantaneous Stride Length") / 100;
    strideLengthM = reader.within("Instantaneous Stride Length", 2, lengthM, strideRange);
  }
  if (has(flagBits.totalDistance)) reader.u32("Total Distance");
  // What the reserved bits may announce one day comes after what is known.
  if (!has(flagBits.reserved)) reader.end();
  if (reader.fault !== null) return reader.fault;
  return {
    kind: "rscMeasurement",
    speedMPerS,
    contactsPerMin,
    strideLengthM,
    isRunning: has(flagBits.isRunning),
  };
}
