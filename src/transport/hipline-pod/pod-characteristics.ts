import { decodePacket } from "../../codec/decode-packet.ts";
import type { ConfigurationPacket, IdentityPacket, StatusPacket } from "../../codec/packet.ts";
import { characteristicUuids, podServiceUuid } from "../../codec/protocol.ts";
import type { NotificationChannel } from "../../model/transport-event.ts";
import type { CharacteristicAddress, GattConnection } from "../bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../bluetooth/bluetooth-error.ts";
import { PodRefusal } from "../bluetooth/device-driver.ts";

type PodChannel = keyof typeof characteristicUuids;

export function characteristicOf(channel: PodChannel): CharacteristicAddress {
  return { serviceUuid: podServiceUuid, characteristicUuid: characteristicUuids[channel] };
}

/** The packets that can be read, by characteristic. */
interface ReadablePackets {
  readonly identity: IdentityPacket;
  readonly configuration: ConfigurationPacket;
  readonly status: StatusPacket;
}

/** Finds the pod's characteristics. @throws BluetoothError "gatt-missing" */
export async function discoverPod(connection: GattConnection): Promise<void> {
  const found = await connection.discover([podServiceUuid]);
  const uuids = new Set(found.map(({ characteristicUuid }) => characteristicUuid));
  for (const [name, uuid] of Object.entries(characteristicUuids)) {
    if (uuids.has(uuid)) continue;
    throw new BluetoothError("gatt-missing", `the pod has no characteristic ${name} (${uuid})`);
  }
}

/**
 * Reads and decodes a characteristic.
 * @param onBytes takes the bytes as they came, before they are decoded.
 * @throws BluetoothError; PodRefusal where the bytes are no such packet.
 */
export async function readPacket<Channel extends keyof ReadablePackets>(
  connection: GattConnection,
  channel: Channel,
  onBytes: (channel: NotificationChannel, bytes: Uint8Array) => void = () => undefined,
): Promise<ReadablePackets[Channel]> {
  const bytes = await connection.read(characteristicOf(channel));
  onBytes(channel, bytes);
  const packet = decodePacket(channel, bytes);
  if (packet.kind === "packetFault") {
    throw new PodRefusal(`its ${channel} cannot be read: ${packet.message}`);
  }
  // What the characteristic holds is of the kind that it is named after.
  return packet as ReadablePackets[Channel];
}
