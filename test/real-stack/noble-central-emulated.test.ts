import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { GattConnection } from "../../src/transport/bluetooth/bluetooth-central.ts";
import {
  ended,
  expectFailure,
  heardFrom,
  notifying,
  parameters,
  passing,
  readable,
} from "./central-support.ts";
import { type EmulatedDevice, EmulatedRoom } from "./emulated-room.ts";

let room: EmulatedRoom;

beforeEach(() => {
  room = new EmulatedRoom();
});

afterEach(async () => {
  await room.close();
});

async function connect(device: EmulatedDevice): Promise<GattConnection> {
  await heardFrom(room.central, device.id);
  const connection = await room.central.connect(device.id, parameters);
  await connection.discover();
  return connection;
}

/** Has a device notify 100 numbers a second while somebody listens, until told to stop. @returns how many it has sent. */
function count(device: EmulatedDevice): { stop(): number } {
  let made = 0;
  let sent = 0;
  const timer = setInterval(() => {
    if (device.isListenedTo) made += 1;
  }, 10);
  device.beforeEvent = (most) => {
    for (let left = most; left > 0 && sent < made; left -= 1) {
      const value = Uint8Array.of(sent & 0xff, sent >> 8);
      if (!device.peripheral.notify(notifying.characteristicUuid, value)) return;
      sent += 1;
    }
  };
  return {
    stop: () => {
      clearInterval(timer);
      device.beforeEvent = () => {};
      return sent;
    },
  };
}

/** Listens for the numbers of `count`. */
async function listen(connection: GattConnection): Promise<number[]> {
  const numbers: number[] = [];
  await connection.subscribe(notifying, ([low = 0, high = 0]) => numbers.push(low + 256 * high));
  return numbers;
}

function firstNumbers(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

test("a device is heard, connected to, discovered, read, written and let go", async () => {
  const pod = room.device(1);
  const heard = await heardFrom(room.central, pod.id);
  expect(heard).toMatchObject({
    deviceId: pod.id,
    manufacturerData: Uint8Array.of(0xff, 0xff, 1),
    rssiDbm: -58,
    connectable: true,
  });
  const connection = await room.central.connect(pod.id, parameters);
  expect(connection.mtu).toBe(247);
  expect(await connection.discover([readable.serviceUuid])).toEqual([
    { ...readable, properties: ["read", "writeWithoutResponse", "write"] },
    { ...notifying, properties: ["notify"] },
  ]);
  expect(await connection.read(readable)).toEqual(Uint8Array.of(1, 2, 3));
  await connection.write(readable, Uint8Array.of(4), "with-response");
  await connection.write(readable, Uint8Array.of(5), "without-response");
  await passing(100);
  expect(pod.written).toEqual([[4], [5]]);
  expect(await connection.readRssi()).toBe(-58);
  await connection.disconnect();
  expect(room.controller.linkCount).toBe(0);
});

describe("streams", () => {
  test.each([
    { name: "clean air", eventLoss: 0, aclDataBytes: 251 },
    { name: "a tenth of the connection events lost", eventLoss: 0.1, aclDataBytes: 251 },
    { name: "an adapter that cuts data into pieces of 27 bytes", eventLoss: 0, aclDataBytes: 27 },
  ])("of three devices arrive whole and in order: $name", async ({ eventLoss, aclDataBytes }) => {
    room.controller.aclDataBytes = aclDataBytes;
    const pods = [1, 2, 3].map((number) => room.device(number));
    const connections: GattConnection[] = [];
    for (const pod of pods) connections.push(await connect(pod));
    for (const pod of pods) pod.peripheral.path.eventLoss = eventLoss;
    const counters = pods.map(count);
    const streams = await Promise.all(connections.map(listen));
    await passing(3000);
    const sent = counters.map((counter) => counter.stop());
    await passing(300);
    for (const [index, stream] of streams.entries()) {
      expect(sent[index]).toBeGreaterThan(150);
      expect(stream).toEqual(firstNumbers(sent[index] ?? 0));
    }
  });
});

describe("a link that is lost", () => {
  test("out of range ends after the supervision time-out; the others go on; back in range it is made anew", async () => {
    const [pod, other] = [room.device(1), room.device(2)];
    const connection = await connect(pod);
    const kept = await connect(other);
    const counter = count(other);
    const stream = await listen(kept);
    pod.peripheral.path.inRange = false;
    const reading = connection.read(readable);
    await expectFailure(reading, "link-lost");
    await ended(connection.ended);
    expect(connection.ended.reason.message).toContain("0x08");
    // Nobody there: the adapter is not asked to connect to it, and is free for others.
    await expectFailure(
      room.central.connect(pod.id, parameters, { timeoutMs: 300 }),
      "connect-timeout",
    );
    pod.peripheral.path.inRange = true;
    const again = await connect(pod);
    expect(await again.read(readable)).toHaveLength(3);
    const sent = counter.stop();
    await passing(300);
    expect(stream).toEqual(firstNumbers(sent));
  });

  test("by the device's own will, or by its battery", async () => {
    const pod = room.device(1);
    const first = await connect(pod);
    pod.peripheral.disconnect();
    await ended(first.ended);
    expect(first.ended.reason.message).toContain("0x13");
    const second = await connect(pod);
    pod.peripheral.powerOff();
    await ended(second.ended);
    expect(second.ended.reason.message).toContain("0x08");
    pod.peripheral.powerOn();
    expect(await (await connect(pod)).read(readable)).toHaveLength(3);
  });

  test("before it was ever established", async () => {
    const pod = room.device(1);
    pod.peripheral.path.failsToEstablish = 1;
    await heardFrom(room.central, pod.id);
    const failed = room.central.connect(pod.id, parameters);
    await expectFailure(failed, "connect-failed");
    await expect(failed).rejects.toThrow("0x3e");
    expect(await (await connect(pod)).read(readable)).toHaveLength(3);
  });

  test("while it is called off: nothing stays behind", async () => {
    const [pod, other] = [room.device(1), room.device(2)];
    await Promise.all([heardFrom(room.central, pod.id), heardFrom(room.central, other.id)]);
    pod.peripheral.path.inRange = false;
    await expectFailure(
      room.central.connect(pod.id, parameters, { timeoutMs: 500 }),
      "connect-timeout",
    );
    pod.peripheral.path.inRange = true;
    await connect(other);
    await passing(200);
    expect(room.controller.linkCount).toBe(1);
    expect(pod.peripheral.isLinked).toBe(false);
  });
});

describe("a device", () => {
  test("that promises an MTU of 517 gets 256, and long values come whole", async () => {
    const pod = room.device(1);
    pod.peripheral.server.mtuAnswer = 517;
    pod.value = Uint8Array.from({ length: 500 }, (_, index) => index & 0xff);
    const connection = await connect(pod);
    expect(connection.mtu).toBe(256);
    expect(await connection.read(readable)).toEqual(pod.value);
  });

  test("that refuses says why, and the connection goes on", async () => {
    const pod = room.device(1);
    const connection = await connect(pod);
    const { server } = pod.peripheral;
    server.defect = ({ opcode }) => (opcode === 0x12 ? { error: 0x03 } : null);
    await expectFailure(connection.write(readable, Uint8Array.of(1), "with-response"), "att-error");
    await expectFailure(
      connection.subscribe(notifying, () => {}),
      "att-error",
    );
    expect(await connection.read(readable)).toHaveLength(3);
  });

  test("that falls silent is given up, and connected to again", async () => {
    const pod = room.device(1);
    const connection = await connect(pod);
    pod.peripheral.server.defect = () => "silence";
    await expectFailure(connection.read(readable), "att-timeout");
    await ended(connection.ended);
    expect(room.controller.linkCount).toBe(0);
    pod.peripheral.server.defect = () => null;
    expect(await (await connect(pod)).read(readable)).toHaveLength(3);
  });

  test("whose scan responses never come is found", async () => {
    const pod = room.device(1);
    pod.peripheral.path.losesScanResponses = true;
    const heard = await heardFrom(room.central, pod.id);
    expect(heard.localName).toBeNull();
    expect((await room.central.connect(pod.id, parameters)).deviceId).toBe(pod.id);
  });

  test("whose data comes late at this computer loses none of it", async () => {
    const pod = room.device(1);
    const connection = await connect(pod);
    pod.peripheral.path.hostDelayMs = 80;
    const counter = count(pod);
    const stream = await listen(connection);
    await passing(1500);
    const sent = counter.stop();
    await passing(400);
    expect(sent).toBeGreaterThan(50);
    expect(stream).toEqual(firstNumbers(sent));
  });
});

describe("an adapter", () => {
  test("that cannot connect while it scans is not asked to", async () => {
    room.controller.refusesConnectingWhileScanning = true;
    const pods = [1, 2, 3].map((number) => room.device(number));
    const listening = room.central.advertisements.subscribe();
    await Promise.all(pods.map((pod) => room.central.connect(pod.id, parameters)));
    expect(room.controller.linkCount).toBe(3);
    await passing(200);
    expect(room.controller.isScanning).toBe(true);
    listening.unsubscribe();
  });

  test("that is full says so", async () => {
    room.controller.connectionLimit = 1;
    const [pod, other] = [room.device(1), room.device(2)];
    const kept = await connect(pod);
    await heardFrom(room.central, other.id);
    await expect(room.central.connect(other.id, parameters)).rejects.toMatchObject({
      code: "connect-failed",
      hint: expect.stringContaining("as many connections"),
    });
    expect(await kept.read(readable)).toHaveLength(3);
  });

  test("that is switched off and on ends everything once, and then everything goes on", async () => {
    const pods = [1, 2, 3].map((number) => room.device(number));
    const connections: GattConnection[] = [];
    for (const pod of pods) connections.push(await connect(pod));
    const listening = room.central.advertisements.subscribe();
    room.controller.powerOff();
    await Promise.all(connections.map((connection) => ended(connection.ended)));
    for (const connection of connections) {
      expect(connection.ended.reason).toMatchObject({ code: "adapter-off" });
    }
    await passing(1500);
    room.controller.powerOn();
    for (const pod of pods) expect(await (await connect(pod)).read(readable)).toHaveLength(3);
    listening.unsubscribe();
  });
});
