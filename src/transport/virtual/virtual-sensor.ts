import { sensorServices } from "../../codec/standard-sensors/sensor-services.ts";
import type { SensorDescription } from "../../model/sensor.ts";
import { advertisingField, advertisingTypes } from "./advertising-field.ts";
import { type GattServiceDefinition, uuidBytes } from "./gatt-table.ts";
import type { VirtualAir } from "./virtual-air.ts";
import { VirtualPeripheral } from "./virtual-peripheral.ts";

const advertisingIntervalMs = 200;
/** All the standard sensors notify about once a second. */
const notifyEveryS = 1;
/** Flags: LE only, general discoverable. */
const discoverable = 0x06;

export interface VirtualSensorParts {
  /** Its id is its address, as hosts that do not hide addresses call it. */
  readonly description: SensorDescription;
  /** Time of the world, s. */
  nowS(): number;
  /** What it sends at a moment, in this order. Asked for once a second while somebody listens. */
  measure(timeS: number): readonly Uint8Array[];
  /** Characteristics beside the measurement, in its service. */
  readonly others?: GattServiceDefinition["characteristics"];
}

/** A standard sensor on the air: advertises its service and its name, takes one connection, and notifies. */
export class VirtualSensor {
  readonly description: SensorDescription;
  readonly peripheral: VirtualPeripheral;
  readonly #parts: VirtualSensorParts;
  readonly #measurementUuid: string;
  #waiting: Uint8Array[] = [];
  #dueS: number | null = null;
  /** Connected and well, but nothing is notified. */
  stalls = false;

  constructor(air: VirtualAir, parts: VirtualSensorParts) {
    this.#parts = parts;
    this.description = parts.description;
    const { sensorId, kind, name } = parts.description;
    const { serviceUuid, measurementUuid } = sensorServices[kind];
    this.#measurementUuid = measurementUuid;
    const { flags, completeUuids16, completeName } = advertisingTypes;
    const advertisingData = {
      advertising: Uint8Array.from([
        ...advertisingField(flags, [discoverable]),
        ...advertisingField(completeUuids16, uuidBytes(serviceUuid)),
      ]),
      scanResponse: advertisingField(completeName, new TextEncoder().encode(name)),
    };
    const measurement = {
      uuid: measurementUuid,
      properties: ["notify" as const],
      subscribed: (on: boolean) => {
        this.#dueS = on ? parts.nowS() : null;
      },
    };
    this.peripheral = new VirtualPeripheral(air, {
      address: sensorId,
      services: [{ uuid: serviceUuid, characteristics: [...(parts.others ?? []), measurement] }],
      advertisingData: () => advertisingData,
      advertisingIntervalMs: () => advertisingIntervalMs,
      disconnected: () => {
        this.#dueS = null;
        this.#waiting = [];
      },
      beforeEvent: (room) => this.#carry(room),
    });
  }

  /** Hands what waits to the connection event. */
  #carry(room: number): void {
    const nowS = this.#parts.nowS();
    if (this.#dueS !== null && nowS >= this.#dueS) {
      this.#dueS = nowS + notifyEveryS;
      this.#waiting.push(...this.#parts.measure(nowS));
    }
    const carried = this.#waiting.splice(0, room);
    if (this.stalls) return;
    for (const value of carried) this.peripheral.notify(this.#measurementUuid, value);
  }
}
