import { energyLevelPath, gspReferences, movesensePodId } from "../../codec/movesense/gsp.ts";
import { decodeEnergyLevel } from "../../codec/movesense/resource-values.ts";
import { BluetoothError } from "../bluetooth/bluetooth-error.ts";
import type { PodDriver } from "../bluetooth/device-driver.ts";
import { GspChannel } from "./gsp-channel.ts";
import { readImuRanges } from "./imu-ranges.ts";
import { matchMovesense } from "./movesense-advertisement.ts";
import { MovesenseLink } from "./movesense-link.ts";

/**
 * Movesense sensors, over the GATT SensorData Protocol (docs/movesense.md). They keep no samples for later, remember no placement
 * and answer no time exchange: what a lost link costs is lost, and arrival times alone tie their clock to the session's.
 */
export const movesenseDriver: PodDriver = {
  family: "movesense",
  match: matchMovesense,
  identify: async (connection) => {
    const channel = await GspChannel.open(connection, () => undefined);
    try {
      const hello = await channel.hello();
      if (hello === null) {
        throw new BluetoothError("gatt-missing", "the sensor's firmware does not say who it is", {
          hint: "Update the sensor to the Movesense default firmware 2.3 or newer.",
        });
      }
      const level = await channel.get(gspReferences.energyLevel, energyLevelPath);
      const batteryPct = level === null ? null : decodeEnergyLevel(level);
      const ranges = await readImuRanges(channel);
      return {
        podId: movesensePodId(hello.serial),
        placement: null,
        modelName: hello.productName === "" ? null : hello.productName,
        firmwareRevision: `${hello.appName} ${hello.appVersion}`.trim() || null,
        batteryPct: typeof batteryPct === "number" ? batteryPct : null,
        ...(ranges === null ? {} : { fixedRanges: ranges }),
      };
    } finally {
      await channel.close().catch(() => undefined);
    }
  },
  forPod: (pod, host) => new MovesenseLink(pod, host),
};
