import type { CharacteristicAddress, GattConnection } from "../bluetooth/bluetooth-central.ts";
import { bluetoothUuid } from "../bluetooth/bluetooth-uuid.ts";
import type { PodDriver } from "../bluetooth/device-driver.ts";
import { HiplinePodLink } from "./hipline-pod-link.ts";
import { hiplinePodPairing } from "./hipline-pod-pairing.ts";
import { matchHiplinePod } from "./pod-advertisement.ts";
import { discoverPod, readPacket } from "./pod-characteristics.ts";

/** Device Information (SPEC.md, section 3). */
const deviceInformation = bluetoothUuid(0x180a);
const modelNumber = { serviceUuid: deviceInformation, characteristicUuid: bluetoothUuid(0x2a24) };
const firmwareRevision = {
  serviceUuid: deviceInformation,
  characteristicUuid: bluetoothUuid(0x2a26),
};

/** Pods that speak firmware-protocol/SPEC.md. */
export const hiplinePodDriver: PodDriver = {
  family: "hipline",
  match: matchHiplinePod,
  identify: async (connection) => {
    await discoverPod(connection);
    const identity = await readPacket(connection, "identity");
    const configuration = await readPacket(connection, "configuration");
    const status = await readPacket(connection, "status");
    const known = await connection.discover([deviceInformation]);
    const has = (at: CharacteristicAddress): boolean =>
      known.some(({ characteristicUuid }) => characteristicUuid === at.characteristicUuid);
    return {
      podId: identity.podId,
      placement: configuration.placement,
      modelName: has(modelNumber) ? await readText(connection, modelNumber) : null,
      firmwareRevision: has(firmwareRevision) ? await readText(connection, firmwareRevision) : null,
      batteryPct: status.batteryPct,
      isSampling: status.state === "buffering",
    };
  },
  pairing: hiplinePodPairing,
  forPod: (pod, host) => new HiplinePodLink(pod, host),
};

/** UTF-8 text of a characteristic. @throws BluetoothError */
async function readText(connection: GattConnection, at: CharacteristicAddress): Promise<string> {
  return new TextDecoder().decode(await connection.read(at));
}
