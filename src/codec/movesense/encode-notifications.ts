import { degPerRad } from "../../model/units.ts";
import {
  gspPartBytes,
  gspResponses,
  gspVersion,
  imu6SampleBytes,
  imu6TimestampBytes,
} from "./gsp.ts";
import type { GspHello } from "./gsp-message.ts";
import type { ImuRanges } from "./imu6.ts";

/** The answer to a command: its result code, and the value where one was asked for. */
export function encodeCommandResult(
  reference: number,
  resultCode: number,
  value: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const low = resultCode & 0xff;
  return Uint8Array.of(gspResponses.commandResult, reference, low, resultCode >> 8, ...value);
}

/** The answer to HELLO. The fourth text, the address for updates, is left empty. */
export function encodeHello(
  reference: number,
  about: Pick<GspHello, "serial" | "productName" | "appName" | "appVersion">,
): Uint8Array {
  const texts = [about.serial, about.productName, "", about.appName, about.appVersion];
  const bytes = new TextEncoder().encode(texts.map((text) => `${text}\0`).join(""));
  return Uint8Array.of(gspResponses.commandResult, reference, gspVersion, ...bytes);
}

/** A value of a subscription in one notification, or in two where it is longer than one carries. */
export function encodeData(reference: number, value: Uint8Array): readonly Uint8Array[] {
  const first = value.subarray(0, gspPartBytes);
  const second = value.subarray(gspPartBytes);
  const parts = [Uint8Array.of(gspResponses.data, reference, ...first)];
  if (second.length > 0) parts.push(Uint8Array.of(gspResponses.dataPart2, reference, ...second));
  return parts;
}

/**
 * Value of /Meas/IMU6.
 * @param accMPerS2 flat triples, m/s².
 * @param gyrRadPerS as many, rad/s.
 */
export function encodeImu6(
  timestampMs: number,
  accMPerS2: Float64Array,
  gyrRadPerS: Float64Array,
): Uint8Array {
  const count = accMPerS2.length / 3;
  const bytes = new Uint8Array(imu6TimestampBytes + count * imu6SampleBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, timestampMs, true);
  let offset = imu6TimestampBytes;
  for (const value of [...accMPerS2, ...gyrRadPerS.map((radPerS) => radPerS * degPerRad)]) {
    view.setFloat32(offset, value, true);
    offset += 4;
  }
  return bytes;
}

/** Value of /Meas/IMU/Config; the magnetometer's range is the one it has by itself, 400 µT. */
export function encodeImuConfig({ accRangeG, gyrRangeDegPerS }: ImuRanges): Uint8Array {
  const bytes = new Uint8Array(5);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, accRangeG);
  view.setUint16(1, gyrRangeDegPerS, true);
  view.setUint16(3, 400, true);
  return bytes;
}
