import type { PacketFault } from "../packet.ts";
import { gspFault, gspTruncated } from "./gsp-fault.ts";
import type { ImuRanges } from "./imu6.ts";

/** Value of /System/Energy/Level: estimated charge of the battery, 0 … 100 %. */
export function decodeEnergyLevel(value: Uint8Array): number | PacketFault {
  const [percent] = value;
  if (percent === undefined) return gspTruncated("energy level", 0, "Percent", 0);
  return percent <= 100
    ? percent
    : gspFault("energy level", "Percent", 0, `${percent} % is more than 100 %`);
}

/** Value of /Meas/IMU/Config: AccRange (1 byte, g), GyroRange (2 bytes, °/s); what follows is the magnetometer's. */
export function decodeImuConfig(value: Uint8Array): ImuRanges | PacketFault {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  if (view.byteLength < 1) return gspTruncated("IMU configuration", 0, "AccRange", 0);
  if (view.byteLength < 3)
    return gspTruncated("IMU configuration", view.byteLength, "GyroRange", 1);
  return { accRangeG: view.getUint8(0), gyrRangeDegPerS: view.getUint16(1, true) };
}
