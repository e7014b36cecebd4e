import { filter, firstValueFrom } from "rxjs";
import { expect } from "vitest";
import type {
  Advertisement,
  BluetoothCentral,
} from "../../src/transport/bluetooth/bluetooth-central.ts";
import type { BluetoothErrorCode } from "../../src/transport/bluetooth/bluetooth-error.ts";
import { createNobleCentral } from "../../src/transport/noble/noble-central.ts";
import type { ScriptedRadio } from "./scripted-radio.ts";

export const parameters = {
  minIntervalMs: 15,
  maxIntervalMs: 15,
  latency: 0,
  supervisionTimeoutMs: 1000,
};

const service = "00000af0-0000-1000-8000-00805f9b34fb";
export const readable = {
  serviceUuid: service,
  characteristicUuid: "00002a37-0000-1000-8000-00805f9b34fb",
};
export const notifying = {
  serviceUuid: service,
  characteristicUuid: "00002a38-0000-1000-8000-00805f9b34fb",
};

export function centralOn(radio: ScriptedRadio): BluetoothCentral {
  return createNobleCentral({ hciSocketClass: radio.socketClass });
}

export function heardFrom(central: BluetoothCentral, deviceId: string): Promise<Advertisement> {
  return firstValueFrom(
    central.advertisements.pipe(filter((advertisement) => advertisement.deviceId === deviceId)),
  );
}

/** Rejected with a BluetoothError of this code. */
export async function expectFailure(
  promise: Promise<unknown>,
  code: BluetoothErrorCode,
): Promise<void> {
  await expect(promise).rejects.toMatchObject({ name: "BluetoothError", code });
}

export function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

export function passing(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
