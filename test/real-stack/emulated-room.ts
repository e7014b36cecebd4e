import type { BluetoothCentral } from "../../src/transport/bluetooth/bluetooth-central.ts";
import { createNobleCentral } from "../../src/transport/noble/noble-central.ts";
import { VirtualAir } from "../../src/transport/virtual/virtual-air.ts";
import { VirtualController } from "../../src/transport/virtual/virtual-controller.ts";
import { virtualHciSocketClass } from "../../src/transport/virtual/virtual-hci-socket.ts";
import { VirtualPeripheral } from "../../src/transport/virtual/virtual-peripheral.ts";
import { seededUniform } from "../support/random.ts";
import { notifying, readable } from "./central-support.ts";

/** A device with one value to read and write, and one that it notifies. */
export interface EmulatedDevice {
  readonly id: string;
  readonly peripheral: VirtualPeripheral;
  value: Uint8Array;
  readonly written: number[][];
  isListenedTo: boolean;
  /** Gives what is to be notified at a connection event with room for so many. */
  beforeEvent: (room: number) => void;
}

/** An adapter and devices around it: the emulated radio below the real noble. */
export class EmulatedRoom {
  readonly air = new VirtualAir(seededUniform(7));
  readonly controller = new VirtualController(this.air);
  readonly central: BluetoothCentral = createNobleCentral({
    hciSocketClass: virtualHciSocketClass([this.controller]),
  });

  device(number: number): EmulatedDevice {
    const id = `c0:ff:ee:00:00:0${number}`;
    const written: number[][] = [];
    const peripheral = new VirtualPeripheral(this.air, {
      address: id,
      services: [
        {
          uuid: readable.serviceUuid,
          characteristics: [
            {
              uuid: readable.characteristicUuid,
              properties: ["read", "write", "writeWithoutResponse"],
              read: () => device.value,
              written: (value) => written.push([...value]),
            },
            {
              uuid: notifying.characteristicUuid,
              properties: ["notify"],
              subscribed: (on) => {
                device.isListenedTo = on;
              },
            },
          ],
        },
      ],
      advertisingData: () => ({
        advertising: Uint8Array.of(2, 1, 6, 4, 0xff, 0xff, 0xff, number),
        scanResponse: Uint8Array.of(4, 9, 0x50, 0x6f, 0x64),
      }),
      advertisingIntervalMs: () => 50,
      beforeEvent: (room) => device.beforeEvent(room),
    });
    const device: EmulatedDevice = {
      id,
      peripheral,
      value: Uint8Array.of(1, 2, 3),
      written,
      isListenedTo: false,
      beforeEvent: () => {},
    };
    return device;
  }

  async close(): Promise<void> {
    await this.central.close();
    this.air.close();
  }
}
