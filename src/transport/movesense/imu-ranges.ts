import {
  gspReferences,
  imuConfigPath,
  movesenseAccRangesG,
  movesenseGyrRangesDegPerS,
} from "../../codec/movesense/gsp.ts";
import type { ImuRanges } from "../../codec/movesense/imu6.ts";
import { decodeImuConfig } from "../../codec/movesense/resource-values.ts";
import type { GspChannel } from "./gsp-channel.ts";

/**
 * Full scales that a sensor with version 1 of the protocol measures with; null where it does not tell, or tells what no such
 * sensor has: then its answer was not understood, and nothing follows from it.
 * @throws BluetoothError
 */
export async function readImuRanges(channel: GspChannel): Promise<ImuRanges | null> {
  const value = await channel.get(gspReferences.imuConfig, imuConfigPath);
  const ranges = value === null ? null : decodeImuConfig(value);
  if (ranges === null || "kind" in ranges) return null;
  const isUnderstood =
    movesenseAccRangesG.includes(ranges.accRangeG) &&
    movesenseGyrRangesDegPerS.includes(ranges.gyrRangeDegPerS);
  return isUnderstood ? ranges : null;
}
