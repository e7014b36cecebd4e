import { gspCharacteristicUuids, gspServiceUuid } from "../../codec/movesense/gsp.ts";
import { advertisingField, advertisingTypes } from "./advertising-field.ts";
import type { MovesenseSensor } from "./movesense-sensor.ts";
import type { VirtualAir } from "./virtual-air.ts";
import { type AdvertisingData, VirtualPeripheral } from "./virtual-peripheral.ts";

/** ATT_MTU that the firmware is made for (docs/movesense.md). */
const firmwareMtu = 161;
const smallestMtu = 23;
const advertisingIntervalMs = 200;
/** 16-bit service in a public example of an advertisement; nothing depends on it. */
const advertisedService = 0xfe06;

/** A Movesense sensor with a radio of its own. */
export class VirtualMovesense {
  readonly sensor: MovesenseSensor;
  readonly peripheral: VirtualPeripheral;
  readonly #nowS: () => number;

  /** @param nowS seconds since the sensor's world began. */
  constructor(air: VirtualAir, sensor: MovesenseSensor, address: string, nowS: () => number) {
    this.sensor = sensor;
    this.#nowS = nowS;
    this.peripheral = new VirtualPeripheral(air, {
      address,
      services: [
        {
          uuid: gspServiceUuid,
          characteristics: [
            {
              uuid: gspCharacteristicUuids.command,
              properties: ["write"],
              written: (value) => sensor.write(value, nowS()),
            },
            {
              uuid: gspCharacteristicUuids.data,
              properties: ["notify"],
              subscribed: (on) => sensor.listen(on, nowS()),
            },
          ],
        },
      ],
      advertisingData: () => this.#advertisingData(),
      advertisingIntervalMs: () => advertisingIntervalMs,
      connected: () => sensor.connect(nowS(), smallestMtu),
      mtuChanged: (mtu) => sensor.connect(nowS(), mtu),
      disconnected: () => sensor.disconnect(nowS()),
      beforeEvent: (room) => this.#carry(room),
    });
    this.peripheral.server.mtuAnswer = firmwareMtu;
  }

  /** The battery is out. */
  pullBattery(): void {
    this.peripheral.powerOff();
  }

  /** The battery is back: the sensor's clock begins again. */
  putBattery(): void {
    this.sensor.restart(this.#nowS());
    this.peripheral.powerOn();
  }

  close(): void {
    this.peripheral.close();
  }

  /** Hands what waits to the connection event. */
  #carry(room: number): void {
    const nowS = this.#nowS();
    this.sensor.advance(nowS);
    for (let left = room; left > 0; left -= 1) {
      const bytes = this.sensor.take(nowS);
      if (bytes === null) return;
      this.peripheral.notify(gspCharacteristicUuids.data, bytes);
    }
  }

  #advertisingData(): AdvertisingData {
    const { flags, completeUuids16, completeName } = advertisingTypes;
    return {
      advertising: Uint8Array.from([
        // LE only, general discoverable.
        ...advertisingField(flags, [0x06]),
        ...advertisingField(completeUuids16, [advertisedService & 0xff, advertisedService >> 8]),
      ]),
      scanResponse: advertisingField(completeName, new TextEncoder().encode(this.sensor.localName)),
    };
  }
}
