import { decodePacket } from "../../codec/decode-packet.ts";
import type { GattConnection } from "../bluetooth/bluetooth-central.ts";
import type { PodPairing } from "../bluetooth/device-driver.ts";
import { type ControlBody, ControlChannel } from "./control-channel.ts";
import { characteristicOf, discoverPod } from "./pod-characteristics.ts";

/** LED and remembered placement of Hipline pods (firmware-protocol/SPEC.md, section 7). */
export const hiplinePodPairing: PodPairing = {
  show: (connection, durationS) =>
    command(connection, { opcode: "identify", pattern: "blink", durationS }),
  remember: (connection, placement) => command(connection, { opcode: "setPlacement", placement }),
};

/** One request on a connection that is used for nothing else. @throws BluetoothError, PodRefusal */
async function command(connection: GattConnection, body: ControlBody): Promise<void> {
  await discoverPod(connection);
  const control = new ControlChannel(connection);
  await connection.subscribe(characteristicOf("control"), (bytes) => {
    const packet = decodePacket("control", bytes);
    if (packet.kind === "controlResponse") control.take(packet);
  });
  await control.command(body);
  await connection.unsubscribe(characteristicOf("control"));
}
