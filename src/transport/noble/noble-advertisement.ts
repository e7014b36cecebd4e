import type { Advertisement } from "../bluetooth/bluetooth-central.ts";
import type { NoblePeripheral } from "./noble-types.ts";
import { uuidFromNoble } from "./uuid.ts";

/** Name of a device on this host: its address, or what the operating system calls it where it hides addresses (macOS). */
export function deviceIdOf(peripheral: Pick<NoblePeripheral, "id" | "address">): string {
  const address = peripheral.address.toLowerCase().replaceAll("-", ":");
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(address) ? address : peripheral.id;
}

/** What noble heard, as the rest of Hipline knows it; nothing in it changes when noble hears more. */
export function advertisementOf(
  peripheral: Pick<NoblePeripheral, "id" | "address" | "connectable" | "advertisement" | "rssi">,
  heardS: number,
): Advertisement {
  const { localName, manufacturerData, serviceUuids } = peripheral.advertisement;
  return {
    deviceId: deviceIdOf(peripheral),
    localName: localName ?? null,
    serviceUuids: (serviceUuids ?? []).map(uuidFromNoble),
    manufacturerData: manufacturerData === undefined ? null : Uint8Array.from(manufacturerData),
    rssiDbm: peripheral.rssi,
    connectable: peripheral.connectable,
    heardS,
  };
}
