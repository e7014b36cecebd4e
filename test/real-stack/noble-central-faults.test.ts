import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import type {
  BluetoothCentral,
  GattConnection,
} from "../../src/transport/bluetooth/bluetooth-central.ts";
import {
  centralOn,
  ended,
  expectFailure,
  heardFrom,
  notifying,
  parameters,
  passing,
  readable,
} from "./central-support.ts";
import { commands, ScriptedDevice, ScriptedRadio } from "./scripted-radio.ts";

let pod: ScriptedDevice;
let other: ScriptedDevice;
let radio: ScriptedRadio;
let central: BluetoothCentral;
/** What would end the process. */
let uncaught: unknown[];
const onUncaught = (error: unknown) => uncaught.push(error);
let printed: MockInstance[];

beforeEach(() => {
  pod = new ScriptedDevice(1);
  other = new ScriptedDevice(2);
  radio = new ScriptedRadio(pod, other);
  central = centralOn(radio);
  printed = [vi.spyOn(console, "log"), vi.spyOn(console, "warn"), vi.spyOn(console, "error")];
  uncaught = [];
  process.on("uncaughtException", onUncaught);
  process.on("unhandledRejection", onUncaught);
});

afterEach(async () => {
  await central.close();
  await passing(10);
  process.removeListener("uncaughtException", onUncaught);
  process.removeListener("unhandledRejection", onUncaught);
  expect(uncaught).toEqual([]);
  for (const print of printed) expect(print).not.toHaveBeenCalled();
});

async function connected(device = pod): Promise<GattConnection> {
  await heardFrom(central, device.id);
  const connection = await central.connect(device.id, parameters);
  await connection.discover();
  return connection;
}

describe("connecting", () => {
  test("to a device that went away is called off in time, and does not block the others", async () => {
    await Promise.all([heardFrom(central, pod.id), heardFrom(central, other.id)]);
    pod.connectable = false;
    const absent = central.connect(pod.id, parameters, { timeoutMs: 300 });
    const present = central.connect(other.id, parameters);
    await expectFailure(absent, "connect-timeout");
    expect((await present).deviceId).toBe(other.id);
    expect(radio.log.filter((opcode) => opcode === commands.cancelConnect)).toHaveLength(1);
    pod.connectable = true;
    expect((await central.connect(pod.id, parameters)).deviceId).toBe(pod.id);
  });

  test("to a device that is not heard asks nothing of the adapter", async () => {
    pod.advertising = false;
    await expectFailure(central.connect(pod.id, parameters, { timeoutMs: 300 }), "connect-timeout");
    expect(radio.log).not.toContain(commands.connect);
  });

  test("can be given up under way and while it waits, without harm to another", async () => {
    await Promise.all([heardFrom(central, pod.id), heardFrom(central, other.id)]);
    pod.connectable = false;
    const first = new AbortController();
    const second = new AbortController();
    const underWay = central.connect(pod.id, parameters, { signal: first.signal });
    const waiting = central.connect(other.id, parameters, { signal: second.signal });
    await passing(100);
    second.abort();
    await expectFailure(waiting, "cancelled");
    expect(radio.log).not.toContain(commands.cancelConnect);
    first.abort();
    await expectFailure(underWay, "cancelled");
    await expectFailure(
      central.connect(pod.id, parameters, { signal: AbortSignal.abort() }),
      "cancelled",
    );
    expect((await connected(other)).deviceId).toBe(other.id);
    expect(radio.links.size).toBe(1);
  });

  test("an adapter that does not say what became of one that was called off still makes others", async () => {
    await Promise.all([heardFrom(central, pod.id), heardFrom(central, other.id)]);
    pod.connectable = false;
    radio.dropped.add(commands.cancelConnect);
    await expectFailure(central.connect(pod.id, parameters, { timeoutMs: 200 }), "connect-timeout");
    expect((await connected(other)).deviceId).toBe(other.id);
  });

  test("that comes up after it was called off is let go", async () => {
    await heardFrom(central, pod.id);
    pod.connectable = false;
    radio.onCancel = () => radio.comeUp(pod);
    await expectFailure(central.connect(pod.id, parameters, { timeoutMs: 200 }), "connect-timeout");
    expect(radio.links.size).toBe(0);
  });

  test("that ends at once, never really established, has failed", async () => {
    await heardFrom(central, pod.id);
    pod.onRequest = () => {
      radio.drop(radio.handleOf(pod), 0x3e);
      return true;
    };
    const failed = central.connect(pod.id, parameters);
    await expectFailure(failed, "connect-failed");
    await expect(failed).rejects.toThrow("0x3e");
    pod.onRequest = () => false;
    expect((await connected()).mtu).toBe(247);
  });

  test("with a device that answers nothing fails, and lets it go", async () => {
    await heardFrom(central, pod.id);
    pod.onRequest = () => true;
    await expectFailure(central.connect(pod.id, parameters), "connect-failed");
    expect(radio.links.size).toBe(0);
  });

  test("that the adapter refuses says why", async () => {
    await heardFrom(central, pod.id);
    radio.refused.set(commands.connect, 0x09);
    const refused = central.connect(pod.id, parameters);
    await expectFailure(refused, "connect-failed");
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining("Connection Limit Exceeded"),
      hint: expect.stringContaining("as many connections as it can"),
    });
  });
});

describe("on a connection", () => {
  test("a lost link ends what is under way and what waits", async () => {
    const connection = await connected();
    pod.onRequest = () => true;
    const reading = connection.read(readable);
    const waiting = connection.write(readable, Uint8Array.of(1), "with-response");
    await passing(20);
    radio.drop(radio.handleOf(pod), 0x08);
    await expectFailure(reading, "link-lost");
    await expectFailure(waiting, "link-lost");
    expect(connection.ended.reason.message).toContain("0x08");
    pod.onRequest = () => false;
    // Everything is made anew: what was discovered before is of no use.
    expect(await (await connected()).read(readable)).toEqual(Uint8Array.of(1, 2, 3));
  });

  test("an end during discovery and during subscribing settles them", async () => {
    for (const opcode of [0x10, 0x08, 0x12]) {
      await heardFrom(central, pod.id);
      const connection = await central.connect(pod.id, parameters);
      pod.onRequest = (pdu) => {
        if (pdu[0] !== opcode) return false;
        radio.drop(radio.handleOf(pod), 0x13);
        return true;
      };
      const work = connection.discover().then(() => connection.subscribe(notifying, () => {}));
      await expectFailure(work, "link-lost");
      pod.onRequest = () => false;
    }
  });

  test("a disconnection that is asked for drops no other device, even where the link is gone already", async () => {
    const lost = await connected(pod);
    const kept = await connected(other);
    radio.drop(radio.handleOf(pod), 0x08);
    await ended(lost.ended);
    radio.log.length = 0;
    await lost.disconnect();
    expect(radio.log).not.toContain(commands.disconnect);
    expect(kept.ended.aborted).toBe(false);
    expect(await kept.read(readable)).toHaveLength(3);
  });

  test("a refused write, subscription or read says so, and the connection goes on", async () => {
    const connection = await connected();
    const refuse = (opcode: number, code: number) => {
      pod.onRequest = (pdu, answer) => {
        if (pdu[0] !== opcode) return false;
        answer(0x01, opcode, pdu[1] ?? 0, pdu[2] ?? 0, code);
        return true;
      };
    };
    refuse(0x12, 0x03);
    const write = connection.write(readable, Uint8Array.of(1), "with-response");
    await expectFailure(write, "att-error");
    await expect(write).rejects.toThrow("write not permitted (0x03)");
    await expectFailure(
      connection.subscribe(notifying, () => {}),
      "att-error",
    );
    refuse(0x08, 0x0a);
    await expectFailure(
      connection.subscribe(notifying, () => {}),
      "att-error",
    );
    refuse(0x0a, 0x80);
    await expect(connection.read(readable)).rejects.toThrow("error 0x80");
    pod.onRequest = () => false;
    expect(await connection.read(readable)).toHaveLength(3);
  });

  test("an empty value is an error", async () => {
    const connection = await connected();
    pod.value = [];
    await expectFailure(connection.read(readable), "att-error");
  });

  test.each([0x04, 0x05, 0x08, 0x0f])(
    "after ATT error 0x%s, which leaves noble waiting, the connection ends",
    async (code) => {
      const connection = await connected();
      pod.onRequest = (pdu, answer) => {
        if (pdu[0] === 0x0a) answer(0x01, 0x0a, 3, 0, code);
        return pdu[0] === 0x0a;
      };
      await expectFailure(connection.read(readable), "att-error");
      await ended(connection.ended);
      expect(connection.ended.reason).toMatchObject({ code: "att-error" });
      expect(radio.links.size).toBe(0);
    },
  );

  test("a device that stops answering is given up, and can be connected to again", async () => {
    const connection = await connected();
    pod.onRequest = () => true;
    const startMs = performance.now();
    const silent = connection.read(readable);
    const behind = connection.read(readable);
    await expectFailure(silent, "att-timeout");
    await expectFailure(behind, "att-timeout");
    expect(performance.now() - startMs).toBeLessThan(8000);
    await ended(connection.ended);
    expect(connection.ended.reason).toMatchObject({ code: "att-timeout" });
    expect(radio.links.size).toBe(0);
    pod.onRequest = () => false;
    expect(await (await connected()).read(readable)).toHaveLength(3);
  });

  test("a device that promises more than noble can hold gets what both can, and long values whole", async () => {
    pod.mtu = 517;
    pod.value = Array.from({ length: 400 }, (_, index) => index & 0xff);
    const connection = await connected();
    expect(connection.mtu).toBe(256);
    expect([...(await connection.read(readable))]).toEqual(pod.value);
    await expectFailure(
      connection.write(readable, new Uint8Array(254), "without-response"),
      "att-error",
    );
  });

  test("a long write that is refused half-way is not carried out", async () => {
    pod.mtu = 23;
    const connection = await connected();
    const requests: number[] = [];
    pod.onRequest = (pdu, answer) => {
      requests.push(pdu[0] ?? 0);
      if (pdu[0] === 0x16) answer(0x01, 0x16, 3, 0, 0x09);
      return true;
    };
    await expectFailure(
      connection.write(readable, new Uint8Array(60), "with-response"),
      "att-error",
    );
    await ended(connection.ended);
    expect(requests).not.toContain(0x18);
  });

  test("an adapter that does not tell the signal strength costs no connection", async () => {
    const connection = await connected();
    radio.dropped.add(commands.readRssi);
    await expectFailure(connection.readRssi(), "att-timeout");
    expect(await connection.read(readable)).toHaveLength(3);
  });

  test("a listener that throws is told of, and the next value comes", async () => {
    const connection = await connected();
    const values: number[] = [];
    await connection.subscribe(notifying, (value) => {
      values.push(...value);
      if (value[0] === 1) throw new Error("a listener's own");
    });
    for (const value of [1, 2]) radio.send(radio.handleOf(pod), [0x1b, 5, 0, value]);
    await passing(30);
    expect(values).toEqual([1, 2]);
    expect(uncaught).toMatchObject([{ message: "a listener's own" }]);
    uncaught = [];
  });
});

describe("the process survives", () => {
  test("a write to a connection that dies in the same moment", async () => {
    const connection = await connected();
    const writing = connection.write(readable, Uint8Array.of(1), "with-response");
    // Before noble has sent it, and without a turn of the event loop between.
    await Promise.resolve();
    radio.dropNow(radio.handleOf(pod), 0x08);
    await expectFailure(writing, "link-lost");
    await passing(30);
    expect(await (await connected()).read(readable)).toHaveLength(3);
  });

  test("packets that are cut short", async () => {
    const connection = await connected();
    const values: number[] = [];
    await connection.subscribe(notifying, (value) => values.push(...value));
    const handle = radio.handleOf(pod);
    for (const pdu of [[], [0x1b], [0x1b, 5], [0x01], [0x1d, 5]]) radio.send(handle, pdu);
    for (const packet of [
      [],
      [4],
      [4, 0x3e],
      [4, 0x3e, 2, 2, 3],
      [4, 0x0e, 1],
      [2, 0x40],
      [4, 5],
    ]) {
      radio.deliverRaw(packet);
    }
    radio.send(handle, [0x1b, 5, 0, 42]);
    await passing(50);
    expect(values).toEqual([42]);
  });

  test("an end of a connection that noble does not know", async () => {
    const connection = await connected();
    radio.deliverRaw([4, 5, 4, 0, 0x99, 0x0e, 0x13]);
    // And an advertising report whose data is not all there, which noble prints too.
    radio.deliverRaw([4, 0x3e, 12, 2, 1, 0, 1, 1, 2, 3, 4, 5, 6, 9, 1]);
    await passing(30);
    expect(connection.ended.aborted).toBe(false);
  });

  test("whatever a device sends, connected or not", async () => {
    const connection = await connected();
    const listening = central.advertisements.subscribe();
    await connection.subscribe(notifying, () => {});
    const handle = radio.handleOf(pod);
    const bytes = fc.array(fc.nat(255), { maxLength: 31 });
    // ATT, L2CAP signalling, pairing, and channels that nobody knows.
    const channel = fc.oneof(fc.constantFrom(4, 5, 6), fc.nat(0xffff));
    const sent = fc.sample(fc.tuple(channel, bytes, bytes), { numRuns: 2000, seed: 5 });
    for (const [index, [cid, payload, advertised]] of sent.entries()) {
      radio.send(handle, payload, cid);
      radio.advertiseData(other, advertised);
      if (index % 100 === 0) await passing(1);
    }
    await passing(100);
    // It may have confused its own connection; what is asked of it still settles, and others are not concerned.
    await Promise.allSettled([connection.read(readable)]);
    expect(await (await connected(other)).read(readable)).toEqual(Uint8Array.of(1, 2, 3));
    listening.unsubscribe();
  });
});
