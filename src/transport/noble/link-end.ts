import { BluetoothError } from "../bluetooth/bluetooth-error.ts";

/** Reasons for a disconnection that one meets (Bluetooth Core, Vol 1, Part F). */
const reasons: Readonly<Record<number, string>> = {
  8: "it was not heard for too long",
  19: "the device ended it",
  20: "the device ended it for want of resources",
  21: "the device switched itself off",
  22: "this computer ended it",
  34: "the device did not answer the radio in time",
  59: "its connection parameters were not acceptable",
  61: "its encryption failed",
  62: "it was never really established",
};

function hex(code: number): string {
  return `0x${code.toString(16).padStart(2, "0")}`;
}

/** The BluetoothError "link-lost"; `reason` is HCI's code, unknown on macOS and Windows. */
export function linkLost(reason: unknown): BluetoothError {
  if (typeof reason !== "number") return new BluetoothError("link-lost", "The link was lost.");
  const why = reasons[reason];
  const detail = why === undefined ? hex(reason) : `${why} (${hex(reason)})`;
  return new BluetoothError("link-lost", `The link was lost: ${detail}.`);
}

/** HCI status codes of a connection that was not made, with what can be done (Bluetooth Core, Vol 1, Part F). */
const failureHints: Readonly<Record<number, string>> = {
  9: "The adapter holds as many connections as it can: disconnect other devices from this computer.",
  12: "Another program on this computer seems to scan or connect with the same adapter; `sudo systemctl stop bluetooth` stops the Bluetooth service of a Linux system.",
};

/** The BluetoothError "connect-failed" of the error that noble gives; its text ends in "(0x3e)", the status of HCI. */
export function connectFailed(deviceId: string, cause: unknown): BluetoothError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const status = /\(0x([0-9a-f]+)\)$/i.exec(text)?.[1];
  const hint = status === undefined ? undefined : failureHints[Number.parseInt(status, 16)];
  return new BluetoothError("connect-failed", `No connection to ${deviceId}: ${text}.`, {
    cause,
    ...(hint === undefined ? {} : { hint }),
  });
}
