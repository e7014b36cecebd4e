import { describe, expect, it } from "vitest";
import { sensorServices } from "../../../src/codec/standard-sensors/sensor-services.ts";
import { type SensorKind, sensorKinds } from "../../../src/model/sensor.ts";
import type {
  Advertisement,
  CharacteristicAddress,
  DiscoveredCharacteristic,
  GattConnection,
  ValueListener,
} from "../../../src/transport/bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../../../src/transport/bluetooth/bluetooth-error.ts";
import { PodRefusal, type SensorDriver } from "../../../src/transport/bluetooth/device-driver.ts";
import { standardSensorDrivers } from "../../../src/transport/standard-sensors/standard-sensor-drivers.ts";

function driverOf(kind: SensorKind): SensorDriver {
  const driver = standardSensorDrivers.find((candidate) => candidate.kind === kind);
  if (driver === undefined) throw new Error(`no driver for ${kind}`);
  return driver;
}

function advertisement(serviceUuids: readonly string[]): Advertisement {
  return {
    deviceId: "c0ffee000001",
    localName: "Belt 7",
    serviceUuids,
    manufacturerData: null,
    rssiDbm: -60,
    connectable: true,
    heardS: 1,
  };
}

/** A device with these characteristics; anything but finding and subscribing is refused. */
class PlainConnection implements GattConnection {
  readonly deviceId = "c0ffee000001";
  readonly mtu = 23;
  readonly ended = new AbortController().signal;
  readonly subscribed: [CharacteristicAddress, ValueListener][] = [];
  readonly unsubscribed: CharacteristicAddress[] = [];
  readonly #characteristics: readonly DiscoveredCharacteristic[];

  constructor(characteristics: readonly DiscoveredCharacteristic[]) {
    this.#characteristics = characteristics;
  }

  async discover(serviceUuids?: readonly string[]): Promise<readonly DiscoveredCharacteristic[]> {
    return this.#characteristics.filter(({ serviceUuid }) => serviceUuids?.includes(serviceUuid));
  }

  async subscribe(at: CharacteristicAddress, listener: ValueListener): Promise<void> {
    this.subscribed.push([at, listener]);
  }

  async unsubscribe(at: CharacteristicAddress): Promise<void> {
    this.unsubscribed.push(at);
    throw new BluetoothError("link-lost", "gone");
  }

  read(): Promise<Uint8Array> {
    throw new Error("read");
  }

  write(): Promise<void> {
    throw new Error("written to");
  }

  readRssi(): Promise<number> {
    throw new Error("asked for its signal strength");
  }

  async disconnect(): Promise<void> {
    throw new Error("disconnected");
  }
}

const characteristic = (
  serviceUuid: string,
  characteristicUuid: string,
  properties: readonly string[] = ["notify"],
): DiscoveredCharacteristic => ({ serviceUuid, characteristicUuid, properties });

describe.each(sensorKinds)("the driver of a %s sensor", (kind) => {
  const driver = driverOf(kind);
  const { serviceUuid, measurementUuid } = sensorServices[kind];

  it("knows its own by the service that they advertise", () => {
    expect(driver.match(advertisement([serviceUuid]))).toEqual({ kind, name: "Belt 7" });
    const others = sensorKinds.filter((other) => other !== kind);
    const otherUuids = others.map((other) => sensorServices[other].serviceUuid);
    expect(driver.match(advertisement(otherUuids))).toBeNull();
    expect(driver.match(advertisement([...otherUuids, serviceUuid]))).not.toBeNull();
  });

  it("subscribes to its measurement, and writes and reads nothing", async () => {
    const connection = new PlainConnection([
      characteristic(serviceUuid, "00002ad9-0000-1000-8000-00805f9b34fb", ["write", "indicate"]),
      characteristic(serviceUuid, measurementUuid),
    ]);
    const values: [Uint8Array, number][] = [];
    const running = await driver.start(connection, (value, arrivalS) => {
      values.push([value, arrivalS]);
    });
    expect(connection.subscribed.map(([at]) => at)).toEqual([
      { serviceUuid, characteristicUuid: measurementUuid },
    ]);
    connection.subscribed[0]?.[1](Uint8Array.from([1, 2]), 4.5);
    expect(values).toEqual([[Uint8Array.from([1, 2]), 4.5]]);
    await running.stop();
    expect(connection.unsubscribed).toHaveLength(1);
  });

  it("refuses a device without that measurement for good", async () => {
    const other = sensorServices[kind === "treadmill" ? "heart-rate" : "treadmill"];
    for (const characteristics of [
      [],
      [characteristic(serviceUuid, measurementUuid, ["read"])],
      [characteristic(other.serviceUuid, other.measurementUuid)],
    ]) {
      const connection = new PlainConnection(characteristics);
      await expect(driver.start(connection, () => undefined)).rejects.toThrow(PodRefusal);
      expect(connection.subscribed).toEqual([]);
    }
  });
});
