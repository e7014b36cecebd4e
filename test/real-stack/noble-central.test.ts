import { bufferCount, firstValueFrom } from "rxjs";
import { afterEach, describe, expect, test } from "vitest";
import type { BluetoothCentral } from "../../src/transport/bluetooth/bluetooth-central.ts";
import {
  centralOn,
  expectFailure,
  heardFrom,
  notifying,
  parameters,
  passing,
  readable,
} from "./central-support.ts";
import { commands, ScriptedDevice, ScriptedRadio } from "./scripted-radio.ts";

let central: BluetoothCentral | null = null;

afterEach(async () => {
  await central?.close();
  central = null;
});

function open(radio: ScriptedRadio): BluetoothCentral {
  central = centralOn(radio);
  return central;
}

describe("scanning", () => {
  test("starts with the first listener and stops after the last", async () => {
    const device = new ScriptedDevice(1);
    const radio = new ScriptedRadio(device);
    const opened = open(radio);
    await passing(50);
    expect(radio.socket).toBeNull();

    const first = heardFrom(opened, device.id);
    const second = firstValueFrom(opened.advertisements.pipe(bufferCount(5)));
    await first;
    expect(radio.scanning).toBe(true);
    await second;
    await passing(100);
    expect(radio.scanning).toBe(false);
  });

  test("tells what was heard, with UUIDs written out", async () => {
    const device = new ScriptedDevice(1);
    const advertisement = await heardFrom(open(new ScriptedRadio(device)), device.id);
    expect(advertisement).toEqual({
      deviceId: device.id,
      localName: "Pod",
      serviceUuids: ["00000af0-0000-1000-8000-00805f9b34fb"],
      manufacturerData: Uint8Array.of(0xff, 0xff, 7),
      rssiDbm: -60,
      connectable: true,
      heardS: expect.closeTo(performance.now() / 1000, 0),
    });
  });

  test("a device whose scan responses get lost is heard all the same", async () => {
    const device = new ScriptedDevice(1);
    const radio = new ScriptedRadio(device);
    const opened = open(radio);
    await heardFrom(opened, device.id);
    radio.scanResponses = false;
    const heard = await firstValueFrom(opened.advertisements.pipe(bufferCount(10)));
    expect(heard).toHaveLength(10);
  });

  test("that another program stopped starts again", { timeout: 40_000 }, async () => {
    const device = new ScriptedDevice(1);
    const radio = new ScriptedRadio(device);
    const opened = open(radio);
    const subscription = opened.advertisements.subscribe();
    await heardFrom(opened, device.id);
    radio.stopScanning();
    expect((await heardFrom(opened, device.id)).deviceId).toBe(device.id);
    subscription.unsubscribe();
  });

  test("an adapter that refuses to stop scanning does not stop anything else", async () => {
    const device = new ScriptedDevice(1);
    const radio = new ScriptedRadio(device);
    const opened = open(radio);
    await heardFrom(opened, device.id);
    radio.refused.set(commands.scanEnable, 0x0c);
    const connection = await opened.connect(device.id, parameters);
    expect(connection.ended.aborted).toBe(false);
  });
});

describe("a connection", () => {
  test("discovers, reads, writes, subscribes and ends", async () => {
    const device = new ScriptedDevice(1);
    const radio = new ScriptedRadio(device);
    const opened = open(radio);
    await heardFrom(opened, device.id);
    const connection = await opened.connect(device.id, parameters);
    expect(connection.deviceId).toBe(device.id);
    expect(connection.mtu).toBe(247);
    expect(await connection.discover()).toEqual([
      { ...readable, properties: ["read", "write"] },
      { ...notifying, properties: ["notify"] },
    ]);
    expect(await connection.discover(["0000180f-0000-1000-8000-00805f9b34fb"])).toEqual([]);
    expect(await connection.read(readable)).toEqual(Uint8Array.of(1, 2, 3));
    await connection.write(readable, Uint8Array.of(9, 8), "with-response");
    await connection.write(readable, Uint8Array.of(7), "without-response");
    expect(await connection.readRssi()).toBe(-48);

    const values: Uint8Array[] = [];
    const arrivalsS: number[] = [];
    await connection.subscribe(notifying, (value, arrivalS) => {
      values.push(value);
      arrivalsS.push(arrivalS);
    });
    const handle = radio.handleOf(device);
    radio.send(handle, [0x1b, 5, 0, 0x55]);
    radio.send(handle, [0x1b, 5, 0, 0x66]);
    await passing(50);
    expect(values).toEqual([Uint8Array.of(0x55), Uint8Array.of(0x66)]);
    expect(arrivalsS[0]).toBeCloseTo(performance.now() / 1000, 0);
    await connection.unsubscribe(notifying);
    radio.send(handle, [0x1b, 5, 0, 0x77]);
    await passing(20);
    expect(values).toHaveLength(2);
    // The subscription, and its end, are writes too.
    expect(device.written).toEqual([[9, 8], [7], [1, 0], [0, 0]]);

    await connection.disconnect();
    await connection.disconnect();
    expect(connection.ended.reason).toMatchObject({ code: "cancelled" });
    expect(radio.links.size).toBe(0);
    await expectFailure(connection.read(readable), "cancelled");
  });

  test("a second discovery does not silence what is subscribed to", async () => {
    const device = new ScriptedDevice(1);
    const radio = new ScriptedRadio(device);
    const opened = open(radio);
    await heardFrom(opened, device.id);
    const connection = await opened.connect(device.id, parameters);
    await connection.discover();
    const values: number[] = [];
    await connection.subscribe(notifying, (value) => values.push(...value));
    await connection.discover();
    radio.send(radio.handleOf(device), [0x1b, 5, 0, 1]);
    await passing(20);
    expect(values).toEqual([1]);
  });

  test("what is not there is missing", async () => {
    const device = new ScriptedDevice(1);
    const opened = open(new ScriptedRadio(device));
    await heardFrom(opened, device.id);
    const connection = await opened.connect(device.id, parameters);
    await expectFailure(connection.read(readable), "gatt-missing");
    await connection.discover();
    await expectFailure(
      connection.subscribe(readable, () => {}),
      "gatt-missing",
    );
    expect(await connection.read(readable)).toHaveLength(3);
  });

  test("the parameters asked for reach the adapter in its units", async () => {
    const device = new ScriptedDevice(1);
    const radio = new ScriptedRadio(device);
    const opened = open(radio);
    await heardFrom(opened, device.id);
    await opened.connect(device.id, { ...parameters, maxIntervalMs: 30, latency: 1 });
    const command = radio.packets.find((packet) => packet.readUInt16LE(1) === commands.connect);
    expect(command?.readUInt16LE(17)).toBe(12);
    expect(command?.readUInt16LE(19)).toBe(24);
    expect(command?.readUInt16LE(21)).toBe(1);
    expect(command?.readUInt16LE(23)).toBe(100);
  });

  test("the adapter does not scan while it connects, and goes on afterwards", async () => {
    const device = new ScriptedDevice(1);
    const radio = new ScriptedRadio(device);
    const opened = open(radio);
    const subscription = opened.advertisements.subscribe();
    await heardFrom(opened, device.id);
    radio.log.length = 0;
    await opened.connect(device.id, parameters);
    expect(radio.scanningWhileConnecting).toBe(false);
    await passing(100);
    expect(radio.scanning).toBe(true);
    subscription.unsubscribe();
  });

  test("three at once are made one after the other", async () => {
    const devices = [1, 2, 3].map((number) => new ScriptedDevice(number));
    const radio = new ScriptedRadio(...devices);
    const opened = open(radio);
    const subscription = opened.advertisements.subscribe();
    const connections = await Promise.all(
      devices.map((device) => opened.connect(device.id, parameters)),
    );
    expect(connections.map((connection) => connection.deviceId)).toEqual(
      devices.map(({ id }) => id),
    );
    expect(radio.links.size).toBe(3);
    await expectFailure(opened.connect(devices[0]?.id ?? "", parameters), "connect-failed");
    subscription.unsubscribe();
  });
});
