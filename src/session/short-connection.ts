import type {
  BluetoothCentral,
  ConnectionParameters,
  GattConnection,
} from "../transport/bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../transport/bluetooth/bluetooth-error.ts";
import { within } from "../transport/bluetooth/deadline.ts";

/** For a few reads and writes. */
const shortConnection: ConnectionParameters = {
  minIntervalMs: 15,
  maxIntervalMs: 30,
  latency: 0,
  supervisionTimeoutMs: 2000,
};

/** A device that was just heard answers within this, ms. */
const connectTimeoutMs = 5000;
const actionTimeoutMs = 10_000;

/** Connects, does something, and disconnects whatever happens. @throws BluetoothError, and what `action` throws. */
export async function withConnection<T>(
  central: BluetoothCentral,
  deviceId: string,
  signal: AbortSignal,
  action: (connection: GattConnection) => Promise<T>,
): Promise<T> {
  const connection = await central.connect(deviceId, shortConnection, {
    timeoutMs: connectTimeoutMs,
    signal,
  });
  try {
    return await within(action(connection), {
      timeoutMs: actionTimeoutMs,
      signal: AbortSignal.any([signal, connection.ended]),
      late: () =>
        new BluetoothError("att-timeout", `it was not done within ${actionTimeoutMs / 1000} s`),
    });
  } finally {
    await connection.disconnect();
  }
}
