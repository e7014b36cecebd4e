import { kmHPerMPerS } from "../../model/units.ts";
import type { PacketFault } from "../packet.ts";
import { MeasurementReader } from "./measurement-reader.ts";
import type { TreadmillData } from "./sensor-measurement.ts";

// Fitness Machine Service 1.0, section 4.4; GATT Specification Supplement, Treadmill Data.
const flagBits = {
  /** Set: further notifications of the same record follow, and this one has no speed. Not set: it has. */
  moreData: 0x01,
  averageSpeed: 0x02,
  totalDistance: 0x04,
  inclination: 0x08,
} as const;

/** Instead of an inclination or a ramp angle: not available. */
const notAvailable = 0x7fff;

/** 0.01 km/h in m/s. */
const speedLsbMPerS = 0.01 / kmHPerMPerS;

/** 43 km/h: more than any belt runs. Two bytes in the wrong order mostly lie beyond. */
const speedRange = { min: 0, max: 12, unit: "m/s" } as const;
const inclineRange = { min: -30, max: 50, unit: "%" } as const;
const rampRange = { min: -45, max: 45, unit: "degrees" } as const;

/**
 * Reads a Treadmill Data notification (0x2ACD) as far as the ramp angle; `view` covers exactly the bytes received. What
 * follows is not looked at: nothing of it is used, two editions of the specification give the pace different sizes, and machines
 * differ in what they append.
 */
export function decodeTreadmill(view: DataView): TreadmillData | PacketFault {
  const reader = new MeasurementReader("Treadmill Data", view);
  const flags = reader.u16("Flags");
  const has = (bit: number): boolean => (flags & bit) !== 0;
  const moreData = has(flagBits.moreData);
  const speedMPerS = moreData ? null : reader.u16("Instantaneous Speed") * speedLsbMPerS;
  if (speedMPerS !== null) reader.within("Instantaneous Speed", 2, speedMPerS, speedRange);
  if (has(flagBits.averageSpeed)) reader.u16("Average Speed");
  const distanceM = has(flagBits.totalDistance) ? reader.u24("Total Distance") : null;
  let inclinePct: number | null = null;
  let rampAngleDeg: number | null = null;
  if (has(flagBits.inclination)) {
    const incline = reader.i16("Inclination");
    if (incline !== notAvailable) {
      inclinePct = reader.within("Inclination", 2, incline / 10, inclineRange);
    }
    const ramp = reader.i16("Ramp Angle Setting");
    if (ramp !== notAvailable) {
      rampAngleDeg = reader.within("Ramp Angle Setting", 2, ramp / 10, rampRange);
    }
  }
  if (reader.fault !== null) return reader.fault;
  return { kind: "treadmillData", moreData, speedMPerS, inclinePct, rampAngleDeg, distanceM };
}
