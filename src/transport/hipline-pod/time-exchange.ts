import { setTimeout as delay } from "node:timers/promises";
import { encodePacket } from "../../codec/encode-packet.ts";
import { characteristicUuids, podServiceUuid } from "../../codec/protocol.ts";
import type { GattConnection } from "../bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../bluetooth/bluetooth-error.ts";

/** SPEC.md, section 10: about 24 exchanges in the first two and a half seconds, then one every five seconds. */
const firstExchanges = 24;
const firstEveryMs = 100;
const laterEveryMs = 5000;

const at = {
  serviceUuid: podServiceUuid,
  characteristicUuid: characteristicUuids.timeExchange,
};

/**
 * Asks a pod for its clock again and again while the connection lasts; the answers come as notifications. Never rejects.
 * @param sessionTimeS what the pod sends back with its ticks.
 */
export async function exchangeTimes(
  connection: GattConnection,
  sessionTimeS: () => number,
): Promise<void> {
  const signal = connection.ended;
  try {
    for (let count = 0; !signal.aborted; count += 1) {
      const packet = {
        kind: "timeExchangeRequest",
        token: count & 0xff,
        centralTimeS: sessionTimeS(),
      } as const;
      await connection.write(at, encodePacket(packet), "without-response");
      const waitMs = count + 1 < firstExchanges ? firstEveryMs : laterEveryMs;
      await delay(waitMs, undefined, { signal });
    }
  } catch (error) {
    // The connection is over: whoever holds it knows why.
    if (!signal.aborted && !(error instanceof BluetoothError)) throw error;
  }
}
