import type { PacketFault } from "../packet.ts";
import { MeasurementReader } from "./measurement-reader.ts";
import type { HeartRateMeasurement } from "./sensor-measurement.ts";

// Heart Rate Service 1.0, section 3.1; GATT Specification Supplement, Heart Rate Measurement.
const flagBits = {
  isUint16: 0x01,
  contactDetected: 0x02,
  contactSupported: 0x04,
  energyExpended: 0x08,
  rrIntervals: 0x10,
  reserved: 0xe0,
} as const;

/** RR intervals are in 1/1024 s, not in milliseconds. */
const rrTicksPerS = 1024;

const heartRateRange = { min: 20, max: 250, unit: "bpm" } as const;
/** An RR interval may span a beat that was missed. */
const rrRange = { min: 0.2, max: 4, unit: "s" } as const;

/** Reads a Heart Rate Measurement (0x2A37). `view` covers exactly the bytes received. */
export function decodeHeartRate(view: DataView): HeartRateMeasurement | PacketFault {
  const reader = new MeasurementReader("Heart Rate Measurement", view);
  const flags = reader.u8("Flags");
  const has = (bit: number): boolean => (flags & bit) !== 0;
  const contact = has(flagBits.contactSupported) ? has(flagBits.contactDetected) : null;
  const field = "Heart Rate Measurement Value";
  const rateBpm = has(flagBits.isUint16) ? reader.u16(field) : reader.u8(field);
  // Sensors that have not found a pulse send 0; off the skin they may go on with whatever they had last.
  const isMeasured = rateBpm !== 0 && contact !== false;
  if (isMeasured) reader.within(field, has(flagBits.isUint16) ? 2 : 1, rateBpm, heartRateRange);
  if (has(flagBits.energyExpended)) reader.u16("Energy Expended");
  const rrIntervalsS: number[] = [];
  while (has(flagBits.rrIntervals) && reader.fault === null && reader.remaining > 0) {
    const intervalS = reader.u16("RR-Interval") / rrTicksPerS;
    if (contact === false) continue;
    rrIntervalsS.push(reader.within("RR-Interval", 2, intervalS, rrRange));
  }
  // What the reserved bits may announce one day comes after what is known.
  if (!has(flagBits.reserved)) reader.end();
  if (reader.fault !== null) return reader.fault;
  return {
    kind: "heartRateMeasurement",
    heartRateBpm: isMeasured ? rateBpm : null,
    rrIntervalsS,
    contact,
  };
}
