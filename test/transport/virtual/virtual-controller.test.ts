import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { VirtualAir } from "../../../src/transport/virtual/virtual-air.ts";
import { VirtualController } from "../../../src/transport/virtual/virtual-controller.ts";
import { VirtualPeripheral } from "../../../src/transport/virtual/virtual-peripheral.ts";
import { HciHost } from "./hci-host.ts";

const characteristic = "00002a37-0000-1000-8000-00805f9b34fb";
const handle = 0x40;
const connected = [0x04, 0x3e, 19, 0x01, 0x00];
const disconnected = [0x04, 0x05];
const advertising = [0x04, 0x3e, 12 + 3, 0x02, 1, 0x00];
const scanResponse = [0x04, 0x3e, 12 + 2, 0x02, 1, 0x04];

let air: VirtualAir;
let controller: VirtualController;
let device: VirtualPeripheral;
let host: HciHost;
/** What the device's own side was told. */
let told: string[];

function deviceWith(tail: number): VirtualPeripheral {
  return new VirtualPeripheral(air, {
    address: `c0:ff:ee:00:00:0${tail}`,
    services: [
      {
        uuid: "0000180d-0000-1000-8000-00805f9b34fb",
        characteristics: [
          { uuid: characteristic, properties: ["read", "notify"], read: () => new Uint8Array(200) },
        ],
      },
    ],
    advertisingData: () => ({
      advertising: Uint8Array.of(2, 1, 6),
      scanResponse: Uint8Array.of(1, 9),
    }),
    advertisingIntervalMs: () => 20,
    connected: () => told.push("connected"),
    disconnected: () => told.push("disconnected"),
  });
}

beforeEach(() => {
  let drawn = 0;
  // Evenly spread, for a share of lost events that is right in a short time.
  air = new VirtualAir(() => {
    drawn = (drawn + 0.618) % 1;
    return drawn;
  });
  controller = new VirtualController(air);
  told = [];
  device = deviceWith(1);
  host = new HciHost(controller);
});

afterEach(() => air.close());

async function connect(timeoutUnits?: number): Promise<void> {
  host.connect(1, timeoutUnits);
  await host.first(...connected);
}

const passing = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("an emulated adapter", () => {
  it("tells what it is", async () => {
    host.command(0x1001);
    expect((await host.first(0x04, 0x0e, 12, 1, 0x01, 0x10)).slice(6, 8)).toEqual([0, 9]);
    host.command(0x1009);
    const address = [0x01, 0x00, 0x00, 0xdc, 0x1b, 0x00];
    expect(await host.first(0x04, 0x0e, 10, 1, 0x09, 0x10)).toEqual(
      expect.arrayContaining([0, ...address]),
    );
    host.command(0x2002);
    expect((await host.first(0x04, 0x0e, 7, 1, 0x02, 0x20)).slice(6)).toEqual([0, 251, 0, 8]);
  });

  it("refuses what it does not know, what is too short, and what it is told to refuse", async () => {
    host.command(0x2041);
    expect((await host.first(0x04, 0x0e, 4, 1, 0x41, 0x20)).at(-1)).toBe(0x01);
    host.command(0x200b, 1);
    expect((await host.first(0x04, 0x0e, 4, 1, 0x0b, 0x20)).at(-1)).toBe(0x12);
    controller.commandDefect = (opcode) => (opcode === 0x200c ? 0x0c : "drop");
    host.scan();
    expect((await host.first(0x04, 0x0e, 4, 1, 0x0c, 0x20)).at(-1)).toBe(0x0c);
    expect(controller.isScanning).toBe(false);
    host.command(0x0c03);
    await passing(50);
    expect(host.all(0x04, 0x0e, 4, 1, 0x03, 0x0c)).toEqual([]);
  });

  it("tells advertising packets and scan responses one by one, once each where duplicates are filtered", async () => {
    host.scan(true);
    await host.first(...scanResponse);
    await passing(150);
    expect(host.all(...advertising)).toHaveLength(1);
    expect(host.all(...scanResponse)).toHaveLength(1);
    expect((await host.first(...advertising)).at(-1)).toBe(-58 & 0xff);
    host.scan(false);
    await passing(300);
    expect(host.all(...advertising).length).toBeGreaterThan(3);
  });

  it("hears no scan response where none gets through, and nothing out of range or behind the event mask", async () => {
    device.path.losesScanResponses = true;
    host.scan();
    await host.first(...advertising);
    await passing(100);
    expect(host.all(...scanResponse)).toEqual([]);
    device.path.inRange = false;
    const heard = host.all(...advertising).length;
    await passing(100);
    expect(host.all(...advertising).length).toBe(heard);
    device.path.inRange = true;
    host.command(0x2001, 0x1d, 0, 0, 0, 0, 0, 0, 0);
    await passing(150);
    expect(host.all(...advertising).length).toBeLessThanOrEqual(heard + 1);
  });

  it("connects, and carries a request and its answer in packets as small as asked for", async () => {
    controller.aclDataBytes = 27;
    await connect();
    expect(told).toEqual(["connected"]);
    host.att(handle, 0x02, 247, 0);
    await host.first(0x02, handle, 0x20, 7, 0, 3, 0, 4, 0, 0x03, 247, 0);
    expect(await host.first(0x04, 0x13)).toEqual([0x04, 0x13, 5, 1, handle, 0, 1, 0]);
    host.att(handle, 0x0a, 3, 0);
    await host.first(0x02, handle, 0x20, 27, 0, 201, 0, 4, 0, 0x0b);
    await passing(50);
    // 205 bytes: seven packets of 27, and one of 16.
    expect(host.all(0x02, handle, 0x10).map((packet) => packet.length - 5)).toEqual([
      ...new Array<number>(6).fill(27),
      16,
    ]);
  });

  it("waits for a device that does not advertise until it is told not to", async () => {
    host.connect(9);
    await host.first(0x04, 0x0f, 4, 0, 1, 0x0d, 0x20);
    host.connect(1);
    await host.first(0x04, 0x0f, 4, 0x0c, 1, 0x0d, 0x20);
    await passing(100);
    expect(host.all(...connected)).toEqual([]);
    host.command(0x200e);
    await host.first(0x04, 0x3e, 19, 0x01, 0x02);
    host.command(0x200e);
    await passing(50);
    expect(host.all(0x04, 0x0e, 4, 1, 0x0e, 0x20).map((answer) => answer.at(-1))).toEqual([
      0, 0x0c,
    ]);
  });

  it("refuses a link too many, and a second one to the same device", async () => {
    await connect();
    host.connect(1);
    await host.first(0x04, 0x0f, 4, 0x0b, 1, 0x0d, 0x20);
    controller.connectionLimit = 1;
    deviceWith(2);
    host.connect(2);
    await host.first(0x04, 0x0f, 4, 0x09, 1, 0x0d, 0x20);
  });

  it("believes in a link that the device never heard of, and then says 0x3E", async () => {
    device.path.failsToEstablish = 1;
    await connect();
    expect((await host.first(...disconnected)).at(-1)).toBe(0x3e);
    expect(told).toEqual([]);
  });

  it("reads the signal strength and changes the interval", async () => {
    await connect();
    device.path.rssiDbm = -71;
    host.command(0x1405, handle, 0);
    expect((await host.first(0x04, 0x0e, 7, 1, 0x05, 0x14)).at(-1)).toBe(-71 & 0xff);
    host.command(0x2013, handle, 0, 24, 0, 24, 0, 0, 0, 100, 0, 0, 0, 0, 0);
    expect((await host.first(0x04, 0x3e, 10, 0x03)).slice(4)).toEqual([
      0,
      ...[handle, 0, 24, 0, 0, 0, 100, 0],
    ]);
  });

  it.each([
    [
      "out of range",
      0x08,
      () => {
        device.path.inRange = false;
      },
    ],
    ["without its battery", 0x08, () => device.powerOff()],
    ["that ends the link", 0x13, () => device.disconnect()],
    ["whose link the host ends", 0x16, () => host.command(0x0406, handle, 0, 0x13)],
  ] as const)("loses a device %s, and says why", async (_name, reason, happen) => {
    await connect();
    // A link is established with its first event.
    host.att(handle, 0x02, 247, 0);
    await host.first(0x02, handle, 0x20, 7, 0, 3, 0, 4, 0, 0x03);
    happen();
    expect(await host.first(...disconnected)).toEqual([0x04, 0x05, 4, 0, handle, 0, reason]);
    expect(controller.linkCount).toBe(0);
  });

  it("says nothing of its links when it is switched off, and the device finds out by itself", async () => {
    await connect(20);
    controller.powerOff();
    await passing(500);
    expect(host.all(...disconnected)).toEqual([]);
    expect(told).toEqual(["connected", "disconnected"]);
    controller.powerOn();
    host.connect(1);
    await host.first(...connected.slice(0, 5), handle + 1);
  });

  it("delays what a lost connection event would have carried, and loses nothing", async () => {
    await connect(200);
    host.att(handle, 0x12, 4, 0, 1, 0);
    await host.first(0x02, handle, 0x20, 5, 0, 1, 0, 4, 0, 0x13);
    device.path.eventLoss = 0.5;
    const wanted = Array.from({ length: 40 }, (_, i) => i);
    for (const number of wanted) {
      while (!device.notify(characteristic, Uint8Array.of(number))) await passing(5);
    }
    await host.first(0x02, handle, 0x20, 8, 0, 4, 0, 4, 0, 0x1b, 3, 0, 39);
    const notified = host.all(0x02, handle, 0x20, 8, 0, 4, 0, 4, 0, 0x1b);
    expect(notified.map((packet) => packet.at(-1))).toEqual(wanted);
  });

  it("holds so many packets and no more", async () => {
    await connect(200);
    host.att(handle, 0x12, 4, 0, 1, 0);
    await host.first(0x02, handle, 0x20, 5, 0, 1, 0, 4, 0, 0x13);
    device.path.eventLoss = 1;
    const taken = Array.from({ length: 40 }, () => device.notify(characteristic, Uint8Array.of(1)));
    expect(taken.filter((isTaken) => isTaken)).toHaveLength(24);
  });

  it("keeps the order of what a slow host is handed, also where it becomes faster", async () => {
    await connect(200);
    host.att(handle, 0x12, 4, 0, 1, 0);
    await host.first(0x02, handle, 0x20, 5, 0, 1, 0, 4, 0, 0x13);
    device.path.hostDelayMs = 200;
    device.notify(characteristic, Uint8Array.of(1));
    await passing(60);
    device.path.hostDelayMs = 0;
    device.notify(characteristic, Uint8Array.of(2));
    await host.first(0x02, handle, 0x20, 8, 0, 4, 0, 4, 0, 0x1b, 3, 0, 2);
    const notified = host.all(0x02, handle, 0x20, 8, 0, 4, 0, 4, 0, 0x1b);
    expect(notified.map((packet) => packet.at(-1))).toEqual([1, 2]);
  });

  it("survives any bytes", async () => {
    const opcodes = [0x0c03, 0x2001, 0x200b, 0x200c, 0x200d, 0x200e, 0x0406, 0x1405, 0x2013];
    const command = fc
      .tuple(fc.constantFrom(...opcodes), fc.uint8Array({ maxLength: 30 }))
      .map(([opcode, rest]) => [1, opcode & 0xff, opcode >> 8, rest.length, ...rest]);
    const acl = fc
      .uint8Array({ maxLength: 30 })
      .map((rest) => [2, handle, 0, rest.length, 0, ...rest]);
    const anything = fc.uint8Array({ maxLength: 12 }).map((bytes) => [...bytes]);
    await connect();
    fc.assert(
      fc.property(fc.oneof(command, acl, anything), (packet) => {
        controller.takeFromHost(Buffer.from(packet));
      }),
      { numRuns: 3000 },
    );
    host.command(0x0c03);
    await host.first(0x04, 0x0e, 4, 1, 0x03, 0x0c, 0);
  });
});
