/** What the emulated sensors send; the layouts are in src/codec/standard-sensors, by the specifications of the Bluetooth SIG. */

function u16(value: number): number[] {
  const whole = Math.max(0, Math.min(0xffff, Math.round(value)));
  return [whole & 0xff, whole >> 8];
}

function i16(value: number): number[] {
  const whole = Math.round(value) & 0xffff;
  return [whole & 0xff, whole >> 8];
}

/** A Heart Rate Measurement of a belt that tells its contact to the skin and measures RR intervals. */
export function encodeHeartRate(
  heartRateBpm: number,
  rrIntervalsS: readonly number[],
  contact: boolean,
): Uint8Array {
  const flags = 0x14 | (contact ? 0x02 : 0);
  const intervals = rrIntervalsS.flatMap((intervalS) => u16(1024 * intervalS));
  return Uint8Array.from([flags, Math.round(heartRateBpm), ...intervals]);
}

/** What a treadmill knows of itself. */
export interface TreadmillReading {
  readonly speedMPerS: number;
  readonly inclinePct: number;
  readonly distanceM: number;
}

/** Treadmill Data in one notification. */
export function encodeTreadmill(reading: TreadmillReading): Uint8Array {
  return Uint8Array.from([0x0c, 0x00, ...speedBytes(reading), ...slopeBytes(reading)]);
}

/** The same in two, as machines do whose record is longer than the link carries: the last one has the speed. */
export function encodeTreadmillInTwo(reading: TreadmillReading): [Uint8Array, Uint8Array] {
  return [
    Uint8Array.from([0x0d, 0x00, ...slopeBytes(reading)]),
    Uint8Array.from([0x00, 0x00, ...speedBytes(reading)]),
  ];
}

/** In 0.01 km/h. */
function speedBytes({ speedMPerS }: TreadmillReading): number[] {
  return u16(360 * speedMPerS);
}

/** Distance, m, three bytes; inclination and ramp angle in 0.1. */
function slopeBytes({ distanceM, inclinePct }: TreadmillReading): number[] {
  const whole = Math.floor(distanceM);
  const rampDeg = (Math.atan(inclinePct / 100) * 180) / Math.PI;
  return [
    ...u16(whole & 0xffff),
    (whole >> 16) & 0xff,
    ...i16(10 * inclinePct),
    ...i16(10 * rampDeg),
  ];
}

/** An RSC Measurement with stride length and status. @param contactsPerMin of whatever the sensor counts. */
export function encodeRunningSpeedCadence(
  speedMPerS: number,
  contactsPerMin: number,
  strideLengthM: number,
  isRunning: boolean,
): Uint8Array {
  return Uint8Array.from([
    isRunning ? 0x05 : 0x01,
    ...u16(256 * speedMPerS),
    Math.min(0xff, Math.round(contactsPerMin)),
    ...u16(100 * strideLengthM),
  ]);
}
