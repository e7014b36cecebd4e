import { hciOpcodes, type LinkTiming } from "./hci-packets.ts";

/** Bytes of parameters that commands need at least. */
export const parameterBytes: ReadonlyMap<number, number> = new Map([
  [hciOpcodes.disconnect, 3],
  [hciOpcodes.readRssi, 2],
  [hciOpcodes.leSetEventMask, 8],
  [hciOpcodes.leSetScanParameters, 7],
  [hciOpcodes.leSetScanEnable, 2],
  [hciOpcodes.leCreateConnection, 25],
  [hciOpcodes.leConnectionUpdate, 14],
]);

/** Part E, 7.8.12: in units of 1.25 and 10 ms; the time-out outlasts two intervals with their latency. */
export function isValidTiming({ intervalUnits, latency, timeoutUnits }: LinkTiming): boolean {
  const isInRange =
    intervalUnits >= 6 &&
    intervalUnits <= 3200 &&
    latency <= 499 &&
    timeoutUnits >= 10 &&
    timeoutUnits <= 3200;
  return isInRange && timeoutUnits * 10 > (1 + latency) * intervalUnits * 1.25 * 2;
}

/** A connection that the host wants to a device, whenever that is heard. */
export interface PendingConnection {
  readonly address: string;
  readonly timing: LinkTiming;
}

/** Of the parameters of LE Create Connection (Part E, 7.8.12). */
export function pendingConnection(parameters: Buffer): PendingConnection {
  return {
    address: Array.from(parameters.subarray(6, 12), (byte) => byte.toString(16).padStart(2, "0"))
      .reverse()
      .join(":"),
    timing: {
      intervalUnits: parameters.readUInt16LE(15),
      latency: parameters.readUInt16LE(17),
      timeoutUnits: parameters.readUInt16LE(19),
    },
  };
}
