import { radPerDeg, standardGravityMPerS2 } from "../../model/units.ts";
import type { PacketFault } from "../packet.ts";
import { imu6MaxSamples, imu6SampleBytes, imu6TimestampBytes, imu6TripleBytes } from "./gsp.ts";
import { gspFault, gspTruncated } from "./gsp-fault.ts";

/** One value of /Meas/IMU6: samples in SI units and pod axes, which are the sensor's own. Triples are stored flat. */
export interface Imu6Samples {
  readonly kind: "imu6";
  /** Sensor clock at the first sample, ms since power-up; wraps after 2^32. */
  readonly timestampMs: number;
  readonly count: number;
  readonly clipped: boolean;
  /** Specific force, m/s², length 3·count. */
  readonly accMPerS2: Float64Array;
  /** Angular rate, rad/s, length 3·count. */
  readonly gyrRadPerS: Float64Array;
}

/** Full scales that the sensor measures with. */
export interface ImuRanges {
  /** ± g */
  readonly accRangeG: number;
  /** ± °/s */
  readonly gyrRangeDegPerS: number;
}

/** From this part of full scale on, a value may have been larger: the last steps of a 16-bit converter. */
const clippedFrom = 0.999;
/** No converter gives more than this part of its nominal full scale (a gyroscope of ±2000 °/s counts on to 2294): the bytes are no samples. */
const impossibleFrom = 1.25;

const axes = ["x", "y", "z"] as const;

/** Whether so many bytes are a whole value, and not the first part of one. */
export function isWholeImu6(byteLength: number): boolean {
  const samplesBytes = byteLength - imu6TimestampBytes;
  return samplesBytes > 0 && samplesBytes % imu6SampleBytes === 0;
}

/** Reads a value: a timestamp, the accelerations of all samples, the angular rates of all samples (Movesense API, meas/imu.yaml). */
export function decodeImu6(value: Uint8Array, ranges: ImuRanges): Imu6Samples | PacketFault {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  const { byteLength } = view;
  if (byteLength < imu6TimestampBytes) {
    return gspTruncated("IMU6 value", byteLength, "Timestamp", 0);
  }
  if (!isWholeImu6(byteLength)) {
    const whole = Math.floor((byteLength - imu6TimestampBytes) / imu6SampleBytes);
    const offset = imu6TimestampBytes + whole * imu6SampleBytes;
    return gspTruncated("IMU6 value", byteLength, `sample ${whole}`, offset);
  }
  const count = (byteLength - imu6TimestampBytes) / imu6SampleBytes;
  if (count > imu6MaxSamples) {
    const offset = imu6TimestampBytes + imu6MaxSamples * imu6SampleBytes;
    const message = `Movesense IMU6 value has ${count} samples, at most ${imu6MaxSamples} fit: unexpected byte at offset ${offset}`;
    return { kind: "packetFault", code: "packet-too-long", message, offset };
  }
  const gyrOffset = imu6TimestampBytes + count * imu6TripleBytes;
  const accFullScale = ranges.accRangeG * standardGravityMPerS2;
  const acc = readTriples(view, "ArrayAcc", imu6TimestampBytes, count, accFullScale);
  if ("kind" in acc) return acc;
  const gyr = readTriples(view, "ArrayGyro", gyrOffset, count, ranges.gyrRangeDegPerS);
  if ("kind" in gyr) return gyr;
  return {
    kind: "imu6",
    timestampMs: view.getUint32(0, true),
    count,
    clipped: acc.clipped || gyr.clipped,
    accMPerS2: acc.values,
    gyrRadPerS: gyr.values.map((degPerS) => degPerS * radPerDeg),
  };
}

interface Triples {
  readonly values: Float64Array;
  readonly clipped: boolean;
}

function readTriples(
  view: DataView,
  name: string,
  start: number,
  count: number,
  fullScale: number,
): Triples | PacketFault {
  const values = new Float64Array(3 * count);
  let clipped = false;
  for (let at = 0; at < values.length; at += 1) {
    const offset = start + 4 * at;
    const value = view.getFloat32(offset, true);
    if (!(Math.abs(value) <= impossibleFrom * fullScale)) {
      const field = `${name}[${Math.floor(at / 3)}].${axes[at % 3]}`;
      return gspFault(
        "IMU6 value",
        field,
        offset,
        `${value} is beyond a full scale of ${fullScale}`,
      );
    }
    clipped ||= Math.abs(value) >= clippedFrom * fullScale;
    values[at] = value;
  }
  return { values, clipped };
}
